"""What waits for staff: for each table a thing can come from, the statement that finds it.

SQL in the words SQLite and PostgreSQL share; what they say otherwise comes from `Words`. The same
statement keeps the table of what waits, makes it anew, and checks it.
"""
# ruff: noqa: S608  (names and constants of our own; nothing anybody typed comes here)

from collections.abc import Callable
from dataclasses import dataclass

from portal.cases.matters.kinds import KINDS
from portal.cases.work.models import FAR

COLUMNS = (
    "source",
    "subject",
    "kind",
    "day",
    "shows_from",
    "state",
    "person_id",
    "claim_id",
    "taken_by",
    "unit",
)
"""The columns of `WorkItem` beside its id, in the order of the statements."""
_MATTERS = ", ".join(f"'{ask}'" for ask in KINDS)


@dataclass(frozen=True)
class Words:
    """What the two databases say otherwise."""

    is_sqlite: bool

    @property
    def far(self) -> str:
        """Say the day of what has none."""
        return f"'{FAR.isoformat()}'" + ("" if self.is_sqlite else "::date")

    def later(self, day: str, days: str) -> str:
        """Say a day so many days after another."""
        return f"date({day}, '+' || {days} || ' days')" if self.is_sqlite else f"({day} + {days})"

    def day_of(self, moment: str) -> str:
        """Say the day of a moment."""
        return f"date({moment})" if self.is_sqlite else f"({moment} at time zone 'UTC')::date"

    def meant(self, kind: str, day: str) -> str:
        """Say by which day the municipality means to do something that came on a day."""
        days = (
            f"(select t.days from work_term t where t.kind in ({kind}, '')"
            " order by t.kind desc limit 1)"
        )
        return f"coalesce({self.later(day, days)}, {self.far})"

    def differs(self, one: str, other: str) -> str:
        """Say that two values are not the same, where either can be missing."""
        return f"{one} {'is not' if self.is_sqlite else 'is distinct from'} {other}"

    def nothing(self, kind: str) -> str:
        """Say that there is no value of a type."""
        return "null" if self.is_sqlite else f"null::{kind}"


@dataclass(frozen=True)
class Watch:
    """A table whose rows bear on what waits."""

    table: str
    subjects: str
    """The ids of what a row bears on; `{row}` is the row."""
    columns: tuple[str, ...] = ()
    """Which of its columns do; all when none is named."""
    when: str = ""
    """Which of its rows do; `{row}` is the row."""
    acts: tuple[str, ...] = ("insert", "update", "delete")


@dataclass(frozen=True)
class Source:
    """One table things come from."""

    name: str
    table: str
    select: Callable[[Words, str], str]
    """The statement, given the words of the database and what to look at (`and …`)."""
    watches: tuple[Watch, ...]


def _taken(source: str, row: str) -> str:
    return (
        f"(select w.staff_id from work_taken w where w.source = '{source}' and w.subject = {row})"
    )


def _taken_watch(source: str) -> Watch:
    return Watch("work_taken", "{row}.subject", when=f"{{row}}.source = '{source}'")


def _cases(words: Words, only: str) -> str:
    return f"""
select 'case' as source, c.id as subject,
  case when c.ask in ('objection', 'dispute') then 'objection'
    when c.ask in ('review', 'question') then c.ask else 'request' end as kind,
  case when c.bar > c.sent_at and c.bar < c.answer_by then c.bar
    else coalesce(c.answer_by, {words.far}) end as day,
  {words.nothing("date")} as shows_from,
  case when exists (select 1 from prepared_decision p where p.case_id = c.id
      and p.state = 'to_sign') then 'sign'
    when c.state = 'decided' and c.ask in ({_MATTERS}) then 'paused'
    when c.state = 'decided' then 'weigh'
    when c.state = 'asked' then 'asked'
    when exists (select 1 from clock_stop s where s.case_id = c.id and s.ended_on is null)
      then 'stopped'
    else 'open' end as state,
  c.person_id as person_id, c.first_claim as claim_id, c.taken_by as taken_by,
  coalesce((select k.unit from claim k where k.id = c.first_claim), '') as unit
from (
  select b.*, (select min(l.claim_id) from case_claim l where l.case_id = b.id) as first_claim,
    (select min(k.time_bar_on) from case_claim l join claim k on k.id = l.claim_id
      where l.case_id = b.id) as bar
  from "case" b
  where (b.state in ('sent', 'asked') or (b.state = 'decided' and b.to_weigh)) {only}
) c"""


def _proposals(words: Words, only: str) -> str:
    meant = words.meant("b.kind", "b.made_on")
    return f"""
select 'proposal' as source, c.id as subject, c.kind as kind,
  case when k.time_bar_on > c.made_on and k.time_bar_on < c.meant then k.time_bar_on
    else c.meant end as day,
  c.later_on as shows_from,
  case when c.state = 'open' and c.first_by is not null then 'sign' else 'open' end as state,
  coalesce(c.person_id, k.person_id) as person_id, c.claim_id as claim_id,
  {_taken("proposal", "c.id")} as taken_by, coalesce(k.unit, '') as unit
from (select b.*, {meant} as meant from proposal b where b.state in ('open', 'later') {only}) c
left join claim k on k.id = c.claim_id"""


def _money(name: str, came_on: str, person: str, column: str) -> Callable[[Words, str], str]:
    """Say the money that waits of a payment; what is proposed to be paid back waits as a refund."""

    def select(words: Words, only: str) -> str:
        return f"""
select '{name}' as source, c.id as subject, 'money' as kind,
  {words.meant("'money'", f"c.{came_on}")} as day, {words.nothing("date")} as shows_from,
  'open' as state, {person or words.nothing("integer")} as person_id,
  {words.nothing("integer")} as claim_id, {_taken(name, "c.id")} as taken_by, '' as unit
from (
  select b.* from {name} b where (
    select coalesce(sum(r.amount), 0) from refund r where r.{column} = b.id
    and r.state = 'proposed' and not r.off_claim) < (
    select coalesce(sum(case when e.credit = 'suspense' then e.amount else -e.amount end), 0)
    from ledger_entry e where e.{column} = b.id
    and (e.credit = 'suspense' or e.debit = 'suspense')) {only}
) c"""

    return select


def _refunds(words: Words, only: str) -> str:
    return f"""
select 'refund' as source, b.id as subject, 'refund' as kind,
  {words.meant("'refund'", "b.made_on")} as day, {words.nothing("date")} as shows_from,
  case when b.state = 'proposed' then 'sign' else 'open' end as state,
  (select k.person_id from claim k where k.id = b.claim_id) as person_id,
  b.claim_id as claim_id, {_taken("refund", "b.id")} as taken_by,
  coalesce((select k.unit from claim k where k.id = b.claim_id), '') as unit
from refund b where b.state in ('prepared', 'proposed') {only}"""


def _mandates(words: Words, only: str) -> str:
    return f"""
select 'acting_ask' as source, b.id as subject, 'mandate' as kind,
  {words.meant("'mandate'", words.day_of("b.asked_at"))} as day,
  {words.nothing("date")} as shows_from, 'open' as state, b.asker_id as person_id,
  {words.nothing("integer")} as claim_id, {_taken("acting_ask", "b.id")} as taken_by, '' as unit
from acting_ask b where b.state = 'asked' {only}"""


def _returned(words: Words, only: str) -> str:
    return f"""
select 'claim_return' as source, c.id as subject, 'returned' as kind,
  case when k.time_bar_on > c.returned_on and k.time_bar_on < c.meant then k.time_bar_on
    else c.meant end as day,
  {words.nothing("date")} as shows_from, 'asked' as state, k.person_id as person_id,
  c.claim_id as claim_id, {_taken("claim_return", "c.id")} as taken_by, k.unit as unit
from (select b.*, {words.meant("'returned'", "b.returned_on")} as meant from claim_return b
  where b.state = 'open' {only}) c
join claim k on k.id = c.claim_id"""


def _reminders(words: Words, only: str) -> str:
    return f"""
select 'work_reminder' as source, b.id as subject, 'reminder' as kind, b."on" as day,
  b."on" as shows_from, 'open' as state, b.person_id as person_id,
  {words.nothing("integer")} as claim_id, b.staff_id as taken_by, '' as unit
from work_reminder b where b.done_at is null {only}"""


_CLAIM = ("time_bar_on", "unit")
_SUSPENSE = "({row}.debit = 'suspense' or {row}.credit = 'suspense')"
_PROPOSED = "{row}.state = 'proposed'"


def _payments(table: str, came_on: str, column: str, person: str = "") -> Source:
    row = f"{{row}}.{column}"
    return Source(
        table,
        table,
        _money(table, came_on, person, column),
        (
            Watch("ledger_entry", row, when=_SUSPENSE, acts=("insert",)),
            Watch("refund", row, ("state",), when=_PROPOSED),
            _taken_watch(table),
        ),
    )


SOURCES = (
    Source(
        "case",
        "case",
        _cases,
        (
            Watch(
                "case",
                "{row}.id",
                ("state", "to_weigh", "answer_by", "taken_by", "sent_at", "person_id"),
            ),
            Watch("case_claim", "{row}.case_id"),
            Watch(
                "claim",
                '(select l.case_id from case_claim l join "case" o on o.id = l.case_id'
                " where l.claim_id = {row}.id and o.state in ('sent', 'asked', 'decided'))",
                _CLAIM,
            ),
            Watch("clock_stop", "{row}.case_id"),
            Watch("prepared_decision", "{row}.case_id", ("state",)),
        ),
    ),
    Source(
        "proposal",
        "proposal",
        _proposals,
        (
            Watch("proposal", "{row}.id"),
            Watch(
                "claim",
                "(select p.id from proposal p where p.claim_id = {row}.id"
                " and p.state in ('open', 'later'))",
                (*_CLAIM, "person_id"),
            ),
            _taken_watch("proposal"),
        ),
    ),
    _payments("bank_line", "booked_on", "bank_line_id"),
    _payments("incoming", "received_on", "incoming_id", "c.person_id"),
    Source(
        "refund",
        "refund",
        _refunds,
        (Watch("refund", "{row}.id", ("state", "claim_id")), _taken_watch("refund")),
    ),
    Source(
        "acting_ask",
        "acting_ask",
        _mandates,
        (Watch("acting_ask", "{row}.id", ("state",)), _taken_watch("acting_ask")),
    ),
    Source(
        "claim_return",
        "claim_return",
        _returned,
        (
            Watch("claim_return", "{row}.id", ("state",)),
            Watch(
                "claim",
                "(select r.id from claim_return r where r.claim_id = {row}.id"
                " and r.state = 'open')",
                (*_CLAIM, "person_id"),
            ),
            _taken_watch("claim_return"),
        ),
    ),
    Source(
        "work_reminder",
        "work_reminder",
        _reminders,
        (Watch("work_reminder", "{row}.id", ("done_at", "on")),),
    ),
)
"""Every table things come from."""


def all_of(words: Words) -> str:
    """Say everything that waits, of every source, in the order of COLUMNS."""
    return "\nunion all\n".join(source.select(words, "") for source in SOURCES)
