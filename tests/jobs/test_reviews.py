"""The portal writes first: what it lowers at once, what it leaves alone, and what it asks."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from portal.cases.models import Answer, Case, Letter
from portal.cases.review_models import Review
from portal.cases.reviewing import keep_old_amount, old_amount
from portal.check import broken
from portal.db import Database
from portal.errors import NotNow
from portal.jobs import reviews, steps
from portal.jobs.dunning import missed
from portal.jobs.night import InProcess, Night, run_night
from portal.ledger import claims as ledger_claims
from portal.ledger import holds, plans
from portal.ledger.models import Claim
from portal.municipality import load
from portal.people.actors import person_actor
from portal.people.models import Person
from portal.people.outbox import Outgoing
from tests import builders
from tests.builders import NOW

OSS = load("oss")
STEPS = tuple(
    step for step in steps.STEPS if step in (reviews.LOOKS, reviews.REMISSION, reviews.YEAR_END)
)
MADE = date(2026, 2, 3)
LATER = date(2026, 7, 6)
"""The norms changed on 1 July."""
MEANS = {
    "household": "single",
    "pension_age": "none",
    "benefit": False,
    "income": {"amount": 1_900_00, "period": "month"},
    "assets": 0,
}
"""From 1 July: half of what is above 1,703.35 is 98.32, but one can take 5 percent of 1,900."""


def with_plan(
    session: Session,
    monthly: int,
    means: dict[str, Any] | None = None,
    *,
    made_on: date = MADE,
    total: int = 5_000_00,
    **claim: Any,
) -> Person:
    """Someone with a plan of so much a month, who told us their means then."""
    owner = builders.person(session)
    given: dict[str, Any] = {
        "kind": "benefit_recovery",
        "arose_on": made_on - timedelta(days=60),
        "due_on": made_on - timedelta(days=10),
    }
    debt = builders.claim(session, owner, total, **given | claim)
    plan = builders.plan(session, owner, [debt], monthly, made_on=made_on)
    if means is not None:
        case = builders.case(session, owner, [debt], state="withdrawn", ask="plan")
        case.state = "decided"
        receipt = builders.receipt(session, case)
        builders.decision(session, case, receipt_id=receipt.id, plan_id=plan.id)
        assert case.id is not None
        session.add_all(
            Answer(case_id=case.id, question=name, value=value, answered_at=NOW)
            for name, value in means.items()
        )
    session.flush()
    return owner


def night(database: Database, on: date = LATER) -> dict[str, int | None]:
    return run_night(database, Night(OSS, on, NOW), STEPS, InProcess(database))


def looks(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        found = session.exec(select(Review).order_by(col(Review.id))).all()
    return [(row.reason, row.outcome) for row in found]


def monthly(database: Database, owner: Person) -> int:
    assert owner.id is not None
    with database.reading() as session:
        [plan] = plans.running(session, owner.id, LATER)
    return plan.monthly


def test_who_can_pay_less_by_the_new_norms_does_at_once_and_hears_of_it(database: Database) -> None:
    with database.unit_of_work() as session:
        owner = with_plan(session, 150_00, MEANS)
    night(database)
    assert looks(database) == [("norms", "lowered")]
    assert monthly(database, owner) == 95_00
    with database.reading() as session:
        [letter] = session.exec(select(Letter)).all()
        assert broken(session) == []
    assert (letter.person_id, letter.content["ask"]) == (owner.id, "review")


def test_the_same_night_again_changes_nothing(database: Database) -> None:
    with database.unit_of_work() as session:
        with_plan(session, 150_00, MEANS)
    night(database)
    assert sum(count or 0 for count in night(database).values()) == 0
    assert len(looks(database)) == 1


def test_who_could_pay_more_keeps_what_they_pay(database: Database) -> None:
    with database.unit_of_work() as session:
        owner = with_plan(session, 60_00, MEANS)
    night(database)
    assert looks(database) == [("norms", "kept")]
    assert monthly(database, owner) == 60_00


def test_who_never_told_their_income_is_asked_and_silence_changes_nothing(
    database: Database,
) -> None:
    with database.unit_of_work() as session:
        owner = with_plan(session, 150_00)
    night(database)
    night(database, LATER + timedelta(days=1))
    assert looks(database) == [("norms", "asked")]
    assert monthly(database, owner) == 150_00
    with database.reading() as session:
        assert [told.kind for told in session.exec(select(Outgoing))] == ["review-facts"]


def test_who_has_no_room_at_all_is_left_to_a_person(database: Database) -> None:
    poor = MEANS | {"income": {"amount": 1_200_00, "period": "month"}}
    with database.unit_of_work() as session:
        owner = with_plan(session, 150_00, poor)
    night(database)
    assert looks(database) == [("norms", "staff")]
    assert monthly(database, owner) == 150_00
    with database.reading() as session:
        case = session.exec(select(Case).where(Case.ask == "review")).one()
    assert case.state == "sent"


@pytest.mark.parametrize(
    ("on", "found"),
    [
        (date(2025, 12, 31), [("norms", "kept")]),
        (date(2026, 2, 2), [("norms", "kept")]),
        (date(2026, 2, 3), [("interval", "kept")]),
    ],
)
def test_a_plan_is_looked_at_after_24_months(
    database: Database, on: date, found: list[tuple[str, str]]
) -> None:
    with database.unit_of_work() as session:
        with_plan(session, 25_00, MEANS, made_on=date(2024, 2, 3))
    night(database, on)
    assert looks(database) == found


def test_a_flag_for_social_considerations_leaves_the_plan_alone(database: Database) -> None:
    with database.unit_of_work() as session:
        owner = with_plan(session, 150_00, MEANS)
        holds.place(
            session,
            key="h",
            kind="social",
            reason="illness in the family",
            from_on=LATER,
            by="staff:x",
            now=NOW,
            person_id=owner.id,
        )
    night(database)
    assert looks(database) == []


def test_a_missed_instalment_starts_a_look_that_can_lower_it(database: Database) -> None:
    with database.unit_of_work() as session:
        owner = with_plan(session, 150_00, MEANS, made_on=LATER - timedelta(days=3))
        assert owner.id is not None
        [plan] = plans.running(session, owner.id, LATER)
    late = plan.instalments[0][0] + timedelta(days=10)
    for on in (late, late + timedelta(days=1)):
        run_night(database, Night(OSS, on, NOW), (missed.STEP,), InProcess(database))
    assert looks(database) == [("missed", "lowered")]
    assert monthly(database, owner) == 95_00


def test_who_wants_to_can_keep_the_old_amount(database: Database) -> None:
    with database.unit_of_work() as session:
        owner = with_plan(session, 150_00, MEANS)
    night(database)
    with database.unit_of_work() as session:
        case = session.exec(select(Case).where(Case.ask == "review")).one()
        assert old_amount(session, case) == 150_00
        keep_old_amount(session, OSS, person_actor(owner), case.ref, now=NOW, on=LATER)
        assert old_amount(session, case) is None
        with pytest.raises(NotNow):
            keep_old_amount(session, OSS, person_actor(owner), case.ref, now=NOW, on=LATER)
    assert monthly(database, owner) == 150_00


def test_a_furnishing_loan_paid_for_36_months_ends_by_itself(database: Database) -> None:
    with database.unit_of_work() as session:
        owner = with_plan(session, 25_00, kind="furnishing_loan", months_paid=36, total=1_500_00)
        assert owner.id is not None
    night(database)
    assert ("remission", "ended") in looks(database)
    with database.reading() as session:
        [view] = ledger_claims.views(session, owner.id, LATER)
        assert view.balance == 0
        assert broken(session) == []


def test_whose_rest_is_let_go_is_asked_nothing_and_reads_that_we_looked(
    database: Database,
) -> None:
    made = date(2023, 6, 1)
    with database.unit_of_work() as session:
        loan: dict[str, Any] = {"kind": "furnishing_loan", "months_paid": 36, "total": 1_500_00}
        with_plan(session, 25_00, made_on=made, **loan)
    night(database)
    with database.reading() as session:
        told = session.exec(select(Outgoing.kind).order_by(col(Outgoing.id))).all()
    assert "letter-decision-looked" in told
    assert "review-facts" not in told


def test_signs_for_remission_go_to_a_person_once_a_year(database: Database) -> None:
    with database.unit_of_work() as session:
        owner = with_plan(session, 25_00, total=1_000_00, months_paid=36)
        assert owner.id is not None
        [view] = ledger_claims.views(session, owner.id, MADE)
        debt = session.get_one(Claim, view.id)
        builders.pay(session, debt, 600_00)
    night(database)
    night(database, LATER + timedelta(days=40))
    assert [found for found in looks(database) if found[0] == "remission"] == [
        ("remission", "staff")
    ]


def test_before_the_year_ends_who_can_spare_themselves_tax_hears_so_once(
    database: Database,
) -> None:
    with database.unit_of_work() as session:
        owner = builders.person(session)
        builders.claim(session, owner, kind="benefit_recovery", arose_on=date(2026, 5, 1))
        builders.claim(session, owner, kind="benefit_recovery", arose_on=date(2025, 5, 1))
        builders.claim(session, owner, kind="loan", arose_on=date(2026, 5, 1))
    night(database, date(2026, 11, 15))
    assert night(database, date(2026, 11, 16))["year-end-words"] == 1
    assert night(database, date(2026, 12, 31))["year-end-words"] == 0
