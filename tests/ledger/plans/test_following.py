"""A plan follows what is owed: its end comes nearer or goes back, and who has it is told."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from portal.ledger import plans, postings, writeoff
from portal.ledger.missed import missed_between
from portal.ledger.models import Claim, Plan
from portal.ledger.origin.credits import Wanted, credit
from portal.ledger.plans import changes, courses
from portal.ledger.plans.finished import finished_between
from portal.ledger.progress import PlanView
from portal.municipality import load
from portal.people.models import Person
from portal.people.outbox import Outgoing
from tests import builders
from tests.builders import DAY, NOW, ORDER

FIRST = date(2026, 12, 1)


@pytest.fixture
def claims(session: Session) -> list[Claim]:
    owner = builders.person(session)
    return [builders.claim(session, owner, amount) for amount in (90_00, 60_00)]


@pytest.fixture
def plan(session: Session, claims: list[Claim]) -> Plan:
    owner = session.get_one(Person, claims[0].person_id)
    return builders.plan(session, owner, claims, 25_00, first_due=FIRST)


def seen(session: Session, plan: Plan, on: date = DAY) -> PlanView:
    return plans.view_of(session, plan, on)


def amounts(session: Session, plan: Plan) -> list[int]:
    return [amount for _, amount in seen(session, plan).instalments]


def told(session: Session) -> list[tuple[str, object, object]]:
    rows = session.exec(select(Outgoing).order_by(Outgoing.id))  # type: ignore[arg-type]
    return [(one.kind, one.content["amount"], one.content["count"]) for one in rows]


def write_off(session: Session, claim: Claim) -> None:
    given = {"on": DAY, "now": NOW, "actor": "staff:x"}
    writeoff.write_off(session, claim.id or 0, "p", order=ORDER, **given)  # type: ignore[arg-type]


def test_a_claim_written_off_makes_its_plan_end_sooner_with_a_smaller_last_payment(
    session: Session, plan: Plan, claims: list[Claim]
) -> None:
    write_off(session, claims[1])
    assert amounts(session, plan) == [25_00, 25_00, 25_00, 15_00]
    assert told(session) == [("plan-shorter", 60_00, "4")]
    builders.pay(session, claims[0], 25_00)
    after = seen(session, plan, FIRST + timedelta(days=1)).progress
    assert (after.met, after.to_go, after.behind) == (1, 3, 0)
    assert missed_between(session, 0, 10**6, FIRST + timedelta(days=9), load("oss")) == []


def test_nothing_paid_is_an_instalment_missed_though_more_was_let_go(
    session: Session, plan: Plan, claims: list[Claim]
) -> None:
    write_off(session, claims[1])
    (found,) = missed_between(session, 0, 10**6, FIRST + timedelta(days=9), load("oss"))
    assert (found.no, found.amount) == (1, 25_00)


def test_a_write_off_taken_back_makes_the_plan_what_it_was(
    session: Session, plan: Plan, claims: list[Claim]
) -> None:
    before = seen(session, plan)
    write_off(session, claims[1])
    writeoff.reverse(session, claims[1].id or 0, "p", on=DAY, now=NOW, actor="staff:x")
    assert seen(session, plan) == before
    assert [one.kind for one in changes.changes_of(session, plan)] == ["shorter", "undo"]
    assert told(session)[1] == ("plan-longer-again", 60_00, "6")


def test_a_credit_note_shortens_the_plan_from_its_end(
    session: Session, plan: Plan, claims: list[Claim]
) -> None:
    note = Wanted("note", claims[0].id or 0, 30_00, "note", DAY)
    credit(session, note, now=NOW, actor="import")
    credit(session, note, now=NOW, actor="import")
    assert amounts(session, plan) == [25_00, 25_00, 25_00, 25_00, 20_00]
    assert told(session) == [("plan-shorter", 30_00, "5")]


def test_interest_that_comes_later_makes_no_paid_instalment_grow(
    session: Session, plan: Plan, claims: list[Claim]
) -> None:
    write_off(session, claims[1])
    builders.pay(session, claims[0], 90_00)
    postings.charge(session, claims[0].id or 0, 3_00, "interest", **builders.booking("i"))
    after = seen(session, plan, date(2027, 3, 2))
    assert (after.progress.to_go, after.progress.behind) == (0, 0)
    assert missed_between(session, 0, 10**6, date(2027, 6, 1), load("oss")) == []
    (rest,) = finished_between(session, 0, 10**6)
    assert rest.owed == 3_00, "the night adds it at the end"


def test_what_is_owed_again_once_the_plan_was_changed_comes_at_its_end(
    session: Session, plan: Plan, claims: list[Claim]
) -> None:
    write_off(session, claims[1])
    course = courses.paused(changes.course_of(session, plan), 0, "NL")
    given = {"on": DAY, "now": NOW, "by": "staff:x", "reason": "asked for it"}
    changes.change(session, plan, "pause", course, **given)  # type: ignore[arg-type]
    writeoff.reverse(session, claims[1].id or 0, "p", on=DAY, now=NOW, actor="staff:x")
    assert (plan.total, amounts(session, plan)) == (90_00, [25_00, 25_00, 25_00, 15_00])
    builders.pay(session, claims[0], 90_00)
    (rest,) = finished_between(session, 0, 10**6)
    assert rest.owed == 60_00
