"""A direct debit lives its whole life: given, announced, released, collected, settled, returned."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from portal.adapters.bank.pain008 import Pain008Writer
from portal.db import Database
from portal.errors import NotNow
from portal.jobs import debits
from portal.jobs.dunning import ahead
from portal.jobs.night import Chunk, InProcess, Night, run_night
from portal.ledger import balances, claims
from portal.ledger.bankdays import bank_days_before
from portal.ledger.debits import batches, expected, mandates, releasing, returns
from portal.ledger.debits.mandates import Given, Subject
from portal.ledger.debits.models import Collection, DebitBatch, DebitReturn, Mandate
from portal.ledger.debits.settings import sepa_of
from portal.ledger.models import Claim, LedgerEntry
from portal.ledger.movements import movements
from portal.ledger.records import Liability
from portal.ledger.statements import take_statement
from portal.municipality import load
from portal.people.actors import Actor, staff_actor
from portal.people.models import Person
from portal.people.outbox import Outgoing
from tests import builders
from tests.builders import DAY, NOW, ORDER
from tests.jobs import handing

OSS = load("oss")
SEPA = sepa_of(OSS)
assert SEPA is not None
IBAN = "NL91ABNA0417164300"
FIRST_DUE = date(2026, 12, 1)
DUES = (FIRST_DUE, date(2027, 1, 4), date(2027, 2, 1))
"""New Year moves the second one."""
STEPS = (*debits.KNOWN, *debits.COMING)


@dataclass
class Town:
    """A person with a plan of two claims and a mandate, and a calendar."""

    database: Database
    person: int = 0
    claims: list[int] = field(default_factory=list)
    plan: int = 0
    mandate: str = ""
    staff: list[Actor] = field(default_factory=list)

    def nights(self, *days: date, times: int = 1) -> None:
        """Let the nights of these days pass, the first of them always in time to announce."""
        for on in days:
            for _ in range(times):
                night = Night(OSS, on, moment(on))
                run_night(self.database, night, STEPS, InProcess(self.database))

    def states(self) -> list[str]:
        """What became of each collection, with why it was dropped."""
        with self.database.reading() as session:
            rows = session.exec(select(Collection).order_by(col(Collection.id)))
            return [f"{one.state} {one.why}".strip() for one in rows]

    def told(self) -> list[str]:
        """The kinds of messages that went out."""
        with self.database.reading() as session:
            return list(session.exec(select(Outgoing.kind).order_by(col(Outgoing.id))))

    def owed(self) -> int:
        with self.database.reading() as session:
            return sum(one.total for one in balances.of_claims(session, self.claims).values())

    def taken(self, on: date, asked: Sequence[int] = ()) -> dict[int, date]:
        """The day on which direct debit takes what is next, by claim, as the pages tell it."""
        with self.database.reading() as session:
            seen = claims.views(session, self.person, on)
            return expected.of_views(session, seen, on, asked)

    def account(self) -> int:
        """What stands on the account of direct debit."""
        with self.database.reading() as session:
            rows = session.exec(select(LedgerEntry)).all()
        return sum(
            row.amount * ((row.debit == "direct_debit") - (row.credit == "direct_debit"))
            for row in rows
        )

    def release(self, on: date, *who: Actor, fetch: bool = True) -> str:
        """Let people say yes to the batch that waits; return its reference."""
        for staff in who or self.staff[:2]:
            with self.database.unit_of_work() as session:
                batch = session.exec(select(DebitBatch).where(DebitBatch.state == "open")).one()
                seen = batches.proposal_of(session, batch).version
                answer(session, staff, batch, "yes", seen, on)
        if fetch:
            with self.database.unit_of_work() as session:
                batch = session.get_one(DebitBatch, batch.id)
                releasing.fetch(session, self.staff[0], batch, on=on, now=moment(on))
        return batch.ref


def moment(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 3, tzinfo=NOW.tzinfo)


def answer(
    session: Session, staff: Actor, batch: DebitBatch, says: str, seen: int, on: date
) -> bool:
    return releasing.answer(
        session,
        staff,
        batch,
        says,
        "I looked at it.",
        seen=seen,
        town=OSS,
        sepa=SEPA,
        writer=Pain008Writer(),
        on=on,
        now=moment(on),
    )


def given(**fields: object) -> Given:
    told = {
        "account": IBAN,
        "holder": "T. Person",
        "wording": "I agree.",
        "language": "en",
        "given_on": DAY,
    }
    return Given(**(told | fields))


@pytest.fixture
def town(embedded: Database) -> Town:
    return in_(embedded)


@pytest.fixture
def either(database: Database) -> Town:
    """The same on each engine."""
    return in_(database)


def in_(database: Database) -> Town:
    made = Town(database)
    with database.unit_of_work() as session:
        owner = builders.person(session)
        debts = [builders.claim(session, owner, 30_00), builders.claim(session, owner, 45_00)]
        plan = builders.plan(session, owner, debts, 25_00, first_due=FIRST_DUE)
        made.person, made.plan = owner.id, plan.id
        made.claims = [debt.id for debt in debts]
        mandate = mandates.give(
            session,
            owner.id,
            Subject(plan_id=plan.id),
            given(),
            sepa=SEPA,
            on=DAY,
            by=f"resident:{owner.ref}",
            now=NOW,
        )
        made.mandate = mandate.ref
        made.staff = [staff_actor(builders.staff(session)) for _ in range(3)]
    return made


TOLD = date(2026, 11, 13)
"""Eighteen days before it."""
PREPARED = date(2026, 11, 24)
"""Five bank days before the first collection."""


def test_it_is_told_ahead_and_waits_for_two_people(either: Town) -> None:
    town = either
    town.nights(DAY, TOLD - timedelta(days=1))
    assert town.states() == []
    town.nights(TOLD, PREPARED - timedelta(days=1), times=2)
    assert (town.states(), town.told()) == (["announced"], ["debit-ahead"])
    town.nights(PREPARED, times=2)
    assert town.states() == ["batched"]
    with town.database.reading() as session:
        (batch,) = session.exec(select(DebitBatch)).all()
        (line,) = batches.lines(session, batch)
        assert (batch.collect_on, line.collection.amount) == (FIRST_DUE, 25_00)
        assert line.collection.sequence == "FRST"
        assert len(handing.waiting(session, "debit-batch")) == 1


def test_a_released_batch_is_booked_on_its_day_and_settled_by_the_bank(either: Town) -> None:
    town = either
    town.nights(TOLD, PREPARED)
    ref = town.release(PREPARED)
    town.nights(FIRST_DUE - timedelta(days=1))
    assert (town.owed(), town.account()) == (75_00, 0)
    town.nights(FIRST_DUE, times=2)
    assert (town.owed(), town.account(), town.states()) == (50_00, 25_00, ["booked"])
    with town.database.reading() as session:
        last = movements(session, town.claims[0])[-1]
        assert (last.on, last.kind, last.amount) == (FIRST_DUE, "direct_debit", -25_00)
    pay_in(town, 25_00, f"{ref}-1-FRST")
    assert town.account() == 0
    assert waiting(town) == 0


def test_the_second_is_one_of_a_row_and_the_last_one_says_so(town: Town) -> None:
    collect(town, *DUES)
    with town.database.reading() as session:
        rows = session.exec(select(Collection).order_by(col(Collection.id))).all()
    assert [row.sequence for row in rows] == ["FRST", "RCUR", "FNAL"]
    assert [row.state for row in rows] == ["booked"] * 3
    assert town.owed() == 0


def collect(town: Town, *dues: date) -> None:
    """Announce, release and collect what is due on these days."""
    for due in dues:
        town.nights(due - timedelta(days=18), bank_days_before(due, 5, "NL"))
        town.release(bank_days_before(due, 5, "NL"))
        town.nights(due)


def pay_in(town: Town, amount: int, told: str) -> None:
    """Import the bank's line of a batch."""
    take(town, builders.line(amount, text=f"SDD BATCH {told}"))


def take(town: Town, line: object) -> None:
    with town.database.unit_of_work() as session:
        take_statement(
            session,
            builders.statement(line, closing_on=line.booked_on),
            file_name="statement.xml",
            currency="EUR",
            order=ORDER,
            on=NOW.date(),
            now=NOW,
            actor="import",
        )


def batch_ref(town: Town) -> str:
    with town.database.reading() as session:
        return session.exec(select(DebitBatch.ref)).first()


def waiting(town: Town) -> int:
    with town.database.reading() as session:
        rows = session.exec(select(LedgerEntry)).all()
    return sum(
        row.amount * ((row.credit == "suspense") - (row.debit == "suspense")) for row in rows
    )


def returned(town: Town, reason: str, *, on: date = date(2026, 12, 4), line_text: str = "") -> None:
    """Let the bank give the first collection back, by a line of a statement."""
    with town.database.reading() as session:
        one = session.exec(select(Collection).order_by(col(Collection.id))).first()
    take(
        town,
        builders.line(
            -one.amount,
            booked_on=on,
            end_to_end=one.ref,
            text=line_text or reason,
            is_reversal=True,
        ),
    )


def test_what_the_bank_gives_back_is_owed_again_and_told_in_plain_words(either: Town) -> None:
    town = either
    collect(town, FIRST_DUE)
    pay_in(town, 25_00, batch_ref(town))
    returned(town, "AM04")
    assert (town.owed(), town.states()[0]) == (75_00, "returned")
    assert town.told()[-1] == "debit-returned-money"
    with town.database.reading() as session:
        last = movements(session, town.claims[0])[-1]
        assert (last.kind, last.amount) == ("reversal", 25_00)
        assert mandates.by_ref(session, town.mandate).ended_on is None
    assert town.account() == 0
    town.nights(date(2026, 12, 17))
    assert town.states() == ["returned", "announced"], "the missed one is not collected again"


def test_the_same_return_in_a_report_and_on_a_statement_counts_once(town: Town) -> None:
    collect(town, FIRST_DUE)
    with town.database.reading() as session:
        one = session.exec(select(Collection)).first()
    told = returns.Told("R1", one.ref, "AC04", date(2026, 12, 3), "report")
    for is_new in (True, False):
        with town.database.unit_of_work() as session:
            assert returns.take(session, told, on=NOW.date(), now=NOW, actor="import") is is_new
    returned(town, "AC04")
    assert town.owed() == 75_00
    with town.database.reading() as session:
        assert len(session.exec(select(DebitReturn)).all()) == 1
        assert mandates.by_ref(session, town.mandate).end_reason == "returned"
    assert town.told().count("debit-returned-account") == 1


def test_one_that_the_bank_rejects_before_its_day_is_never_booked(town: Town) -> None:
    town.nights(TOLD, PREPARED)
    town.release(PREPARED)
    with town.database.unit_of_work() as session:
        one = session.exec(select(Collection)).one()
        told = returns.Told("R1", one.ref, "AC01", date(2026, 11, 27), "report")
        assert returns.take(session, told, on=NOW.date(), now=NOW, actor="import")
    town.nights(FIRST_DUE, times=2)
    assert (town.owed(), town.account(), town.states()) == (75_00, 0, ["returned"])


def test_only_what_is_left_is_collected(town: Town) -> None:
    town.nights(TOLD)
    with town.database.unit_of_work() as session:
        builders.pay(session, session.get_one(Claim, town.claims[0]), 20_00)
    town.nights(PREPARED)
    with town.database.reading() as session:
        assert session.exec(select(Collection.amount)).all() == [5_00]


def test_what_was_paid_meanwhile_is_not_collected(town: Town) -> None:
    town.nights(TOLD)
    with town.database.unit_of_work() as session:
        builders.pay(session, session.get_one(Claim, town.claims[0]), 25_00)
    town.nights(PREPARED)
    assert town.states() == ["dropped paid"]


@pytest.mark.parametrize("wants", [False, True])
def test_nothing_is_collected_while_a_request_is_open_unless_the_person_wants_it(
    town: Town, wants: bool
) -> None:
    town.nights(TOLD)
    with town.database.unit_of_work() as session:
        mandates.by_ref(session, town.mandate).while_held = wants
        debts = [session.get_one(Claim, claim) for claim in town.claims]
        builders.case(session, session.get_one(Person, town.person), debts)
    town.nights(PREPARED)
    assert town.states() == (["batched"] if wants else ["dropped held"])


def test_a_mandate_ends_at_any_time_and_says_what_cannot_be_stopped(town: Town) -> None:
    town.nights(TOLD, PREPARED)
    town.release(PREPARED)
    town.nights(date(2026, 11, 30))
    with town.database.unit_of_work() as session:
        mandate = mandates.by_ref(session, town.mandate)
        ended = mandates.end(
            session, mandate, "cancelled", on=date(2026, 11, 30), by="resident:x", now=NOW
        )
    assert (ended.stopped, [one.amount for one in ended.too_late]) == ((), [25_00])
    town.nights(FIRST_DUE, date(2026, 12, 15))
    assert town.states() == ["booked"]


def test_ending_it_stops_what_is_not_at_the_bank(town: Town) -> None:
    town.nights(TOLD, PREPARED)
    with town.database.unit_of_work() as session:
        mandate = mandates.by_ref(session, town.mandate)
        ended = mandates.end(session, mandate, "cancelled", on=PREPARED, by="x", now=NOW)
        with pytest.raises(NotNow):
            mandates.end(session, mandate, "cancelled", on=PREPARED, by="x", now=NOW)
    assert (len(ended.stopped), ended.too_late) == (1, ())
    assert town.states() == ["dropped mandate"]


def test_a_batch_nobody_released_lapses_and_the_person_is_told_to_pay(either: Town) -> None:
    town = either
    town.nights(TOLD, PREPARED, FIRST_DUE)
    assert town.states() == ["dropped late"]
    assert "debit-not-collected" in town.told()
    assert town.owed() == 75_00
    with town.database.reading() as session:
        assert handing.waiting(session, "debit-batch") == []


def test_what_is_collected_is_not_also_asked_for(either: Town) -> None:
    """What was given up is theirs to pay again."""
    town = either
    with town.database.unit_of_work() as session:
        session.get_one(Person, town.person).messages_by = "mail"

    def soon(on: date) -> int:
        with town.database.unit_of_work() as session:
            night = Night(OSS, on, moment(on))
            return ahead.instalment_soon(session, night, Chunk(1, 10**6))

    town.nights(TOLD)
    assert soon(FIRST_DUE - timedelta(days=5)) == 0
    assert town.taken(TOLD) == dict.fromkeys(town.claims, FIRST_DUE)
    town.nights(PREPARED, FIRST_DUE - timedelta(days=1))
    assert town.states() == ["dropped late"]
    assert town.taken(FIRST_DUE - timedelta(days=1)) == {}
    assert soon(FIRST_DUE - timedelta(days=1)) == 1


def test_while_a_request_waits_only_those_who_want_it_read_that_it_is_collected(
    town: Town,
) -> None:
    assert town.taken(TOLD) == dict.fromkeys(town.claims, FIRST_DUE)
    assert town.taken(TOLD, asked=town.claims) == {}
    with town.database.unit_of_work() as session:
        mandates.by_ref(session, town.mandate).while_held = True
    assert len(town.taken(TOLD, asked=town.claims)) == 2


def test_a_batch_that_was_released_and_not_taken_to_the_bank_is_not_booked(town: Town) -> None:
    town.nights(TOLD, PREPARED)
    town.release(PREPARED, fetch=False)
    town.nights(FIRST_DUE)
    assert (town.states(), town.owed(), town.account()) == (["dropped late"], 75_00, 0)


def test_whoever_changed_a_batch_does_not_release_it(town: Town) -> None:
    town.nights(TOLD, PREPARED)
    changer, *others = town.staff
    with town.database.unit_of_work() as session:
        batch = session.exec(select(DebitBatch)).one()
        (line,) = batches.lines(session, batch)
        releasing.take_out(session, changer, batch, line.collection.ref, now=NOW)
        releasing.put_back(session, changer, batch, line.collection.ref, now=NOW)
    with pytest.raises(NotNow, match="error-batch-own"):
        town.release(PREPARED, changer)
    town.release(PREPARED, *others)
    assert town.states() == ["batched"]


def test_the_same_person_does_not_sign_twice(town: Town) -> None:
    town.nights(TOLD, PREPARED)
    with pytest.raises(NotNow, match="error-second-person"):
        town.release(PREPARED, town.staff[0], town.staff[0])


def test_a_release_is_taken_back_until_the_file_is_fetched(town: Town) -> None:
    town.nights(TOLD, PREPARED)
    ref = town.release(PREPARED, fetch=False)
    with town.database.unit_of_work() as session:
        batch = batches.by_ref(session, ref)
        releasing.take_back(session, town.staff[2], batch, SEPA, on=PREPARED, now=NOW)
        assert releasing.file_of(session, batch) is None
    assert town.release(PREPARED, *town.staff[1:]) == ref
    with town.database.unit_of_work() as session:
        batch = batches.by_ref(session, ref)
        with pytest.raises(NotNow, match="error-batch-away"):
            releasing.take_back(session, town.staff[2], batch, SEPA, on=PREPARED, now=NOW)


def test_a_no_drops_all_of_a_batch_and_tells_the_people(town: Town) -> None:
    town.nights(TOLD, PREPARED)
    with town.database.unit_of_work() as session:
        batch = session.exec(select(DebitBatch)).one()
        seen = batches.proposal_of(session, batch).version
        assert not answer(session, town.staff[0], batch, "no", seen, PREPARED)
    assert (town.states(), town.told()[-1]) == (["dropped refused"], "debit-not-collected")


def test_a_mandate_follows_the_plan_that_replaces_its_own(either: Town) -> None:
    town = either
    with town.database.unit_of_work() as session:
        owner = session.get_one(Person, town.person)
        debts = [session.get_one(Claim, claim) for claim in town.claims]
        lower = builders.plan(session, owner, debts, 15_00, first_due=date(2026, 12, 15))
    town.nights(date(2026, 11, 30))
    with town.database.reading() as session:
        assert mandates.by_ref(session, town.mandate).plan_id == lower.id
        (one,) = session.exec(select(Collection)).all()
        assert (one.amount, one.collect_on) == (15_00, date(2026, 12, 15))


def test_a_plan_that_is_paid_ends_its_mandate(town: Town) -> None:
    collect(town, *DUES)
    with town.database.unit_of_work() as session:
        plan = session.exec(select(Mandate)).one().plan_id
        session.execute(
            Mandate.metadata.tables["plan"]
            .update()
            .where(Mandate.metadata.tables["plan"].c.id == plan)
            .values(ended_on=date(2027, 2, 2), end_reason="paid")
        )
    town.nights(date(2027, 2, 2))
    assert town.told()[-1] == "debit-over"


def test_a_mandate_nobody_used_for_three_years_ends_with_a_word(town: Town) -> None:
    def night(on: date) -> str:
        one = Night(OSS, on, moment(on))
        run_night(town.database, one, [debits.EXPIRE], InProcess(town.database))
        with town.database.reading() as session:
            return mandates.by_ref(session, town.mandate).end_reason

    assert night(date(2029, 11, 1)) == ""
    assert (night(date(2029, 11, 2)), night(date(2029, 11, 3))) == ("unused", "unused")
    assert town.told() == ["debit-unused"]


def test_a_mandate_lives_on_from_its_last_collection(town: Town) -> None:
    town.nights(TOLD)
    three_years_on = date(2029, 11, 30)
    one = Night(OSS, three_years_on, moment(three_years_on))
    run_night(town.database, one, [debits.EXPIRE], InProcess(town.database))
    with town.database.reading() as session:
        assert mandates.by_ref(session, town.mandate).ended_on is None


def test_a_second_mandate_for_the_same_plan_is_not_taken(town: Town) -> None:
    with town.database.unit_of_work() as session, pytest.raises(NotNow):
        mandates.give(
            session,
            town.person,
            Subject(plan_id=town.plan),
            given(),
            sepa=SEPA,
            on=DAY,
            by="resident:x",
            now=NOW,
        )


def test_bills_that_come_again_are_collected_each_on_its_own_day(town: Town) -> None:
    with town.database.unit_of_work() as session:
        owner = builders.person(session)
        subject = Subject(kind="rent")
        told = {"sepa": SEPA, "on": DAY, "by": "resident:x", "now": NOW}
        mandates.give(session, owner.id, subject, given(), **told)
        for due in (date(2026, 11, 10), FIRST_DUE, date(2027, 1, 4)):
            builders.claim(session, owner, 12_00, kind="rent", due_on=due)
        builders.claim(session, owner, 99_00, kind="damages", due_on=FIRST_DUE)
    town.nights(TOLD, PREPARED, date(2026, 12, 17))
    with town.database.reading() as session:
        rows = session.exec(select(Collection).where(Collection.amount == 12_00)).all()
    assert [(one.collect_on, one.plan_id) for one in rows] == [
        (FIRST_DUE, None),
        (date(2027, 1, 4), None),
    ], "what was due before there was time for a notice is paid by hand"


def test_two_who_owe_the_same_bill_are_not_both_collected_from(town: Town) -> None:
    with town.database.unit_of_work() as session:
        one, other = builders.person(session), builders.person(session)
        claim = builders.claim(session, one, 12_00, kind="rent", due_on=FIRST_DUE)
        session.add(Liability(claim_id=claim.id, person_id=other.id, since=DAY))
        told = {"sepa": SEPA, "on": DAY, "by": "resident:x", "now": NOW}
        for person in (one, other):
            mandates.give(session, person.id, Subject(kind="rent"), given(), **told)
    town.nights(TOLD, PREPARED)
    with town.database.reading() as session:
        rows = session.exec(select(Collection.state).where(Collection.amount == 12_00)).all()
    assert rows == ["batched"]


def test_money_paid_twice_waits_and_comes_off_there_when_it_is_returned(town: Town) -> None:
    town.nights(TOLD, PREPARED)
    town.release(PREPARED)
    with town.database.unit_of_work() as session:
        for claim in town.claims:
            builders.pay(session, session.get_one(Claim, claim), 100_00)
    town.nights(FIRST_DUE)
    before = waiting(town)
    returned(town, "MD06")
    assert (waiting(town), town.owed()) == (before - 25_00, 0)
