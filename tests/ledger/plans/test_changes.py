"""A plan changes in place, with a row that tells; two people at once; undoing; how it ends."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from portal.errors import Conflict, NotNow
from portal.ledger import plans, postings
from portal.ledger.claims import views
from portal.ledger.models import Claim, Plan
from portal.ledger.plans import changes, courses
from portal.ledger.plans.finished import finished_between
from portal.people.models import Person
from portal.rules.schedule import schedule
from tests import builders
from tests.builders import DAY, NOW, booking

BY = "resident:someone"
WHY = "They get paid later this month."


@pytest.fixture
def debt(session: Session) -> Claim:
    return builders.claim(session, builders.person(session), 100_00)


@pytest.fixture
def plan(session: Session, debt: Claim) -> Plan:
    return builders.plan(session, owner(session, debt), [debt], 25_00)


def owner(session: Session, debt: Claim) -> Person:
    return session.get_one(Person, debt.person_id)


def pause(session: Session, plan: Plan, seen: int = 0, by: str = BY, on: date = DAY) -> None:
    changes.hold_still(session, plan, seen)
    course = courses.paused(changes.course_of(session, plan), 0, "NL")
    changes.change(session, plan, "pause", course, on=on, now=NOW, by=by, reason=WHY)


def undo(session: Session, plan: Plan, seen: int) -> None:
    changes.undo(session, plan, seen=seen, on=DAY, now=NOW, by="staff:x", reason=WHY)


def test_a_change_is_done_in_place_and_kept(session: Session, plan: Plan) -> None:
    before = changes.course_of(session, plan)
    pause(session, plan)
    after = changes.course_of(session, plan)
    assert after.instalments[0][0] == before.instalments[1][0]
    (row,) = changes.changes_of(session, plan)
    assert (row.no, row.kind, row.by, row.reason) == (1, "pause", BY, WHY)
    assert courses.recorded(row.before) == before
    assert courses.recorded(row.after) == after


def test_the_second_of_two_people_is_told(session: Session, plan: Plan) -> None:
    pause(session, plan, seen=0)
    with pytest.raises(Conflict):
        pause(session, plan, seen=0)


def test_what_a_plan_comes_to_stays(session: Session, plan: Plan) -> None:
    course = changes.course_of(session, plan)
    more = courses.longer(course, 1_00, DAY, "NL")
    with pytest.raises(ValueError, match="keeps"):
        changes.change(session, plan, "amounts", more, on=DAY, now=NOW, by=BY)
    changes.change(session, plan, "longer", more, on=DAY, now=NOW, by="night")
    assert plan.total == 101_00


def test_a_change_can_be_undone_once(session: Session, plan: Plan) -> None:
    before = changes.course_of(session, plan)
    pause(session, plan)
    assert changes.free_changes(session, plan, "pause", DAY) == 1
    undo(session, plan, seen=1)
    assert changes.course_of(session, plan) == before
    assert changes.free_changes(session, plan, "pause", DAY) == 0
    with pytest.raises(NotNow):
        undo(session, plan, seen=2)


def test_free_changes_are_counted_for_twelve_months(session: Session, plan: Plan) -> None:
    pause(session, plan, on=date(2025, 11, 3))
    pause(session, plan, seen=1, by="staff:x")
    assert changes.free_changes(session, plan, "pause", DAY) == 1
    assert changes.free_changes(session, plan, "pause", date(2026, 11, 3)) == 0


def test_a_plan_that_was_stopped_can_run_again(session: Session, plan: Plan, debt: Claim) -> None:
    changes.hold_still(session, plan, 0)
    changes.stop(session, plan, on=DAY, now=NOW, by=BY)
    assert (plan.end_reason, plans.running(session, plan.person_id, DAY)) == ("withdrawn", [])
    with pytest.raises(NotNow):
        changes.hold_still(session, plan, None)
    undo(session, plan, seen=1)
    assert plans.running_plan(session, [debt.id or 0]) == plan


def test_a_plan_does_not_run_again_beside_a_new_one(
    session: Session, plan: Plan, debt: Claim
) -> None:
    changes.stop(session, plan, on=DAY, now=NOW, by=BY)
    builders.plan(session, owner(session, debt), [debt], 10_00)
    with pytest.raises(NotNow):
        undo(session, plan, seen=1)


def test_what_was_recorded_stays(session: Session, plan: Plan) -> None:
    pause(session, plan)
    with pytest.raises(DatabaseError, match="append-only"):
        session.connection().execute(text("update plan_change set reason = ''"))


def test_a_broken_plan_ends_once(session: Session, plan: Plan, debt: Claim) -> None:
    assert plan.id is not None
    builders.pay(session, debt, 30_00)
    assert plans.break_plan(session, plan.id, DAY, now=NOW, actor="night")
    assert not plans.break_plan(session, plan.id, DAY, now=NOW, actor="night")
    assert (plan.end_reason, plan.months_met) == ("broken", 1)


def test_a_plan_is_finished_when_nothing_is_owed_or_all_is_met(
    session: Session, plan: Plan, debt: Claim
) -> None:
    assert plan.id is not None
    assert list(finished_between(session, plan.id, plan.id)) == []
    postings.charge(session, debt.id or 0, 3_00, "interest", **booking("interest"))
    builders.pay(session, debt, 100_00)
    (row,) = finished_between(session, plan.id, plan.id)
    assert row.owed == 3_00
    builders.pay(session, debt, 3_00)
    (row,) = finished_between(session, plan.id, plan.id)
    assert row.owed == 0


def weekly(session: Session, debt: Claim, amount: int, first_due: date, rhythm: str) -> Plan:
    return plans.make(
        session,
        person_id=debt.person_id,
        claim_ids=[debt.id or 0],
        schedule=schedule(builders.owed(session, debt), amount),
        monthly=amount * 4,
        first_due=first_due,
        made_on=DAY,
        origin="import",
        policy_version="1",
        country="NL",
        rhythm=rhythm,
    )


@pytest.mark.parametrize(
    ("rhythm", "met", "months"),
    [
        ("week", 0, 0),
        ("week", 1, 0),  # 20 November; 27 November is still open
        ("week", 2, 1),
        ("week", 5, 1),
        ("week", 6, 2),  # all that fell due in December; one moved into January
        ("four_weeks", 1, 1),
        ("four_weeks", 2, 2),
        ("four_weeks", 13, 12),
    ],
)
def test_a_month_is_paid_once_all_that_fell_due_in_it_was_met(
    session: Session, debt: Claim, rhythm: str, met: int, months: int
) -> None:
    plan = weekly(session, debt, 5_00, date(2026, 11, 20), rhythm)
    if met:
        builders.pay(session, debt, 5_00 * met)
    (view,) = views(session, debt.person_id, DAY)
    assert view.months_paid == months
    plans.end(session, plan, DAY, "withdrawn")
    (view,) = views(session, debt.person_id, DAY)
    assert view.months_paid == months
