"""The same night in set-based SQL written by hand: the yardstick of `portal bench ledger`.

It knows the terms of one municipality as numbers and does only what this city needs: interest
to the day, for each missed instalment the fee, the reminder, the letter, the message and the call
to make, and the invitation to direct debit for a kind of bill that comes again.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text


@dataclass(frozen=True)
class Numbers:
    """What the rules come to, worked out once and written down."""

    on: date
    now: datetime
    before: date
    """Instalments due before this day are missed."""
    until: date
    """The last day to answer the reminder."""
    plain: str
    bearing: str
    plain_fee: int
    bearing_fee: int
    rate: int
    """Percent a year with two decimals."""


def run(connection: Connection, numbers: Numbers) -> None:
    """Do the night in one transaction."""
    told = vars(numbers)
    if connection.dialect.name == "sqlite":
        told = {name: as_kept(value) for name, value in told.items()}
    for statement in _statements(connection.dialect.name):
        connection.execute(text(statement), told)


def as_kept(value: object) -> object:
    """A day or moment as SQLite keeps it: as text."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value


def _statements(dialect: str) -> tuple[str, ...]:
    if dialect == "sqlite":
        days, json, ref = "julianday(:on) - julianday", "json_object", "hex(randomblob(12))"
        number = "cast({} as integer)"
    else:
        days, json, ref = ":on - ", "json_build_object", "md5(random()::text)"
        number = "cast({} as bigint)"
    down = "{}" if dialect == "sqlite" else "floor({})"
    interest = number.format(down.format(f"sum(e.amount * ({days}(c.due_on)) * :rate) / 3650000"))
    return (
        _INTEREST.format(interest=interest),
        _MISSED,
        "create unique index found_claim on found (claim_id)",
        _FEES,
        _REMINDERS,
        _LETTERS.format(json=json, ref=ref),
        _MESSAGES.format(json=json),
        _STAGES,
        _CALLS.format(json=json, ref=ref),
        "drop table found",
        _INVITATIONS.format(json=json),
    )


_INTEREST = """
insert into ledger_entry (key, booked_on, recorded_at, debit, credit, amount, claim_id, kind, actor)
select 'accrued:' || c.id || ':' || :on || '\\:1', :on, :now, 'receivable_interest', 'charged',
    {interest}, c.id, 'interest', 'night'
from claim c join ledger_entry e on e.claim_id = c.id and e.debit = 'receivable_principal'
where c.kind = :bearing and c.due_on < :on
    and not exists (select 1 from ledger_entry b where b.claim_id = c.id and b.kind = 'interest')
group by c.id
"""
_MISSED = """
create temporary table found as
with owed as (
    select claim_id,
        sum(case when debit = 'receivable_principal' then amount
            when credit = 'receivable_principal' then -amount else 0 end) as principal,
        sum(case when debit = 'receivable_interest' then amount
            when credit = 'receivable_interest' then -amount else 0 end) as interest
    from ledger_entry where claim_id is not null group by claim_id
), paid as (
    select p.id, sum(case when e.credit like 'receivable_%' then e.amount else 0 end) as paid
    from plan p join plan_claim pc on pc.plan_id = p.id
        left join ledger_entry e on e.claim_id = pc.claim_id and e.id > p.since_entry
    where p.ended_on is null group by p.id
), due as (
    select plan_id, no, due_on,
        sum(amount) over (partition by plan_id order by no) as reached
    from instalment where due_on < :before
)
select p.id as plan_id, p.person_id, c.id as claim_id, min(d.no) as no, min(d.due_on) as due_on,
    max(d.reached) - max(paid.paid) as missed, max(o.principal) as principal,
    max(o.interest) as interest,
    case when c.kind = :bearing then :bearing_fee else :plain_fee end as fee
from plan p join paid on paid.id = p.id join due d on d.plan_id = p.id
    join plan_claim pc on pc.plan_id = p.id join claim c on c.id = pc.claim_id
    join owed o on o.claim_id = c.id
where d.reached > paid.paid and o.principal + o.interest > 0 and c.stage <> 'transferred'
    and not exists (select 1 from reminder r where r.plan_id = p.id and r.instalment_no = d.no)
    and not exists (select 1 from hold h where h.claim_id = c.id or h.person_id = c.person_id)
    and not exists (
        select 1 from case_claim cc join "case" k on k.id = cc.case_id
        where cc.claim_id = c.id and k.state in ('sent', 'asked')
    )
    and not exists (
        select 1 from postponement q
        where q.claim_id = c.id and q.from_on <= :on and q.until_on >= :on
    )
group by p.id, p.person_id, c.id, c.kind
"""
_FEES = """
insert into ledger_entry (key, booked_on, recorded_at, debit, credit, amount, claim_id, kind, actor)
select 'reminder:' || claim_id || '\\:1\\:1', :on, :now, 'receivable_fee', 'charged', fee, claim_id,
    'fee', 'night'
from found
"""
_REMINDERS = """
insert into reminder (claim_id, kind, no, sent_on, answer_by, asked, fee, fee_key, notice, plan_id,
    instalment_no)
select claim_id, 'reminder', 1, :on, :until, missed + fee, fee,
    'reminder:' || claim_id || '\\:1\\:1', true, plan_id, no
from found
"""
_LETTERS = """
insert into letter (ref, person_id, claim_id, kind, language, content, made_on)
select {ref}, f.person_id, f.claim_id, 'reminder', p.language, {json}(
    'name', p.name, 'address', p.address, 'made_on', :on, 'claim', c.ref, 'number', c.number,
    'kind', c.kind, 'description', c.description, 'unit', c.unit, 'due_on', c.due_on,
    'payment_reference', c.payment_reference, 'no', 1, 'principal', f.principal, 'fees', f.fee,
    'interest', f.interest, 'total', f.principal + f.interest + f.fee, 'fee', f.fee,
    'asked', f.missed + f.fee, 'answer_by', :until, 'notice', true, 'missed_on', f.due_on), :on
from found f join person p on p.id = f.person_id join claim c on c.id = f.claim_id
"""
_MESSAGES = """
insert into outgoing (key, person_id, channel, kind, language, content, letter_ref, made_on, state,
    tries, next_try_at, trouble)
select 'reminder:' || f.claim_id || '\\:1\\:' || f.person_id, f.person_id, 'post',
    'letter-reminder', l.language, {json}('number', c.number, 'until', :until), l.ref, :on,
    'waiting', 0, :now, ''
from found f join letter l on l.claim_id = f.claim_id and l.person_id = f.person_id
    join claim c on c.id = f.claim_id
"""
_CALLS = """
insert into proposal (ref, key, kind, reason, made_on, claim_id, person_id, detail, prepared,
    signatures, state, first_reason, second_reason, version)
select {ref}, 'call:instalment_missed:' || r.id, 'call', 'instalment_missed', :on, f.claim_id,
    f.person_id, {json}('since_on', r.sent_on, 'missed', r.asked, 'plan_id', f.plan_id), '',
    1, 'open', '', '', 1
from found f join reminder r on r.claim_id = f.claim_id and r.plan_id = f.plan_id
where f.person_id not in (
    select q.person_id from proposal q
    where q.kind = 'call' and q.state in ('open', 'later') and q.person_id is not null
)
"""
_INVITATIONS = """
insert into outgoing (key, person_id, channel, kind, language, content, letter_ref, made_on, state,
    tries, next_try_at, trouble)
select 'invite-direct-debit:' || c.person_id || ':' || c.kind, c.person_id, 'post',
    'invite-direct-debit', p.language, {json}('description', c.description), '', :on, 'waiting', 0,
    :now, ''
from claim c join person p on p.id = c.person_id
    join (
        select claim_id, sum(case when debit like 'receivable_%' then amount
            when credit like 'receivable_%' then -amount else 0 end) as owed
        from ledger_entry where claim_id is not null group by claim_id
    ) o on o.claim_id = c.id
where c.kind = :plain and o.owed > 0
    and not exists (select 1 from hold h where h.claim_id = c.id or h.person_id = c.person_id)
    and not exists (
        select 1 from case_claim cc join "case" k on k.id = cc.case_id
        where cc.claim_id = c.id and k.state in ('sent', 'asked')
    )
"""
_STAGES = """
update claim set stage = 'reminded', reminded_on = :on
where id in (select claim_id from found)
"""
