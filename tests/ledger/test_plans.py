"""Plans: their instalments, their days, what is paid on them, and how one takes another's place."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from portal.errors import NotFound
from portal.ledger import plans, postings
from portal.ledger.bankdays import is_bank_day
from portal.ledger.models import Instalment, Plan, PlanClaim
from portal.ledger.progress import PlanView, progress
from portal.people.models import Person
from tests import builders
from tests.builders import DAY, booking


@pytest.fixture
def owner(session: Session) -> Person:
    return builders.person(session)


def view(session: Session, plan: Plan, on: date = DAY) -> PlanView:
    return next(one for one in plans.running(session, plan.person_id, on) if one.id == plan.id)


def test_instalments_sum_to_what_the_claims_come_to(session: Session, owner: Person) -> None:
    claims = [
        builders.claim(session, owner, 60_00, fee=9_00),
        builders.claim(session, owner, 50_00),
    ]
    plan = builders.plan(session, owner, claims, 25_00)
    rows = session.exec(
        select(Instalment).where(Instalment.plan_id == plan.id).order_by(col(Instalment.no))
    ).all()
    assert plan.total == 119_00
    assert [row.amount for row in rows] == [25_00] * 4 + [19_00]
    assert [row.no for row in rows] == [1, 2, 3, 4, 5]


def test_days_are_monthly_on_the_same_day_and_move_to_a_bank_day(
    session: Session, owner: Person
) -> None:
    claim = builders.claim(session, owner, 100_00)
    plan = builders.plan(session, owner, [claim], 25_00, first_due=date(2026, 11, 27))
    days = plans.due_days(session, plan)
    assert days == [date(2026, 11, 27), date(2026, 12, 28), date(2027, 1, 27), date(2027, 3, 1)]


def test_the_last_of_the_month_stays_the_last_of_the_month() -> None:
    days = plans.due_dates(date(2027, 12, 31), 4, "NL")
    assert days == [date(2027, 12, 31), date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31)]


@given(st.dates(date(2024, 1, 1), date(2035, 12, 31)), st.sampled_from(["NL", "DK"]))
def test_every_instalment_falls_on_a_bank_day_of_its_own_month_or_just_after(
    first: date, country: str
) -> None:
    days = plans.due_dates(first, 24, country)
    assert all(is_bank_day(day, country) for day in days)
    assert days == sorted(set(days))
    assert all(abs((day - first).days - 30.44 * step) < 14 for step, day in enumerate(days))


@pytest.mark.parametrize("country", ["NL", "DK"])
@given(on=st.dates(date(2024, 1, 1), date(2035, 12, 31)))
def test_a_first_instalment_leaves_five_bank_days_to_pay(country: str, on: date) -> None:
    first = plans.first_due(on, country)
    between = [on + timedelta(days=number) for number in range(1, (first - on).days + 1)]
    assert sum(is_bank_day(day, country) for day in between) == 5
    assert is_bank_day(first, country)


def test_a_schedule_of_another_sum_is_refused(session: Session, owner: Person) -> None:
    claim = builders.claim(session, owner, 100_00)
    with pytest.raises(ValueError, match="do not sum"):
        make(session, owner, [claim.id], [50_00, 49_00])


def make(session: Session, owner: Person, claim_ids: list[int], schedule: list[int]) -> Plan:
    return plans.make(
        session,
        person_id=owner.id,
        claim_ids=claim_ids,
        schedule=schedule,
        monthly=50_00,
        first_due=DAY,
        made_on=DAY,
        origin="import",
        policy_version="1",
        country="NL",
    )


def test_another_persons_claim_is_not_found(session: Session, owner: Person) -> None:
    strange = builders.claim(session, builders.person(session), 100_00)
    with pytest.raises(NotFound):
        make(session, owner, [strange.id], [50_00, 50_00])


def test_a_claim_handed_over_takes_no_plan(session: Session, owner: Person) -> None:
    gone = builders.claim(session, owner, 100_00, stage="transferred")
    with pytest.raises(ValueError, match="handed over"):
        make(session, owner, [gone.id], [50_00, 50_00])


def test_a_paid_claim_takes_no_plan(session: Session, owner: Person) -> None:
    claims = [builders.claim(session, owner, 100_00), builders.claim(session, owner, 50_00)]
    builders.pay(session, claims[1], 50_00)
    with pytest.raises(ValueError, match="with a balance"):
        make(session, owner, [claim.id for claim in claims], [50_00, 50_00])


def test_no_claims_make_no_plan(session: Session, owner: Person) -> None:
    with pytest.raises(ValueError, match="with a balance"):
        make(session, owner, [], [])


def test_a_new_plan_takes_the_place_of_the_old_one(session: Session, owner: Person) -> None:
    claim = builders.claim(session, owner, 100_00)
    old = builders.plan(session, owner, [claim], 10_00)
    builders.pay(session, claim, 25_00)
    new = builders.plan(session, owner, [claim], 15_00)
    assert (old.ended_on, old.end_reason, old.instalments_met) == (DAY, "replaced", 2)
    assert new.total == 75_00
    assert plans.running_plan(session, [claim.id]) == new
    ended = session.exec(select(PlanClaim.ended_on).where(PlanClaim.plan_id == old.id)).all()
    assert ended == [DAY]


def test_progress_counts_what_is_paid_after_the_plan_was_made(
    session: Session, owner: Person
) -> None:
    claim = builders.claim(session, owner, 100_00)
    builders.pay(session, claim, 20_00)
    plan = builders.plan(session, owner, [claim], 25_00, first_due=date(2026, 12, 1))
    assert view(session, plan).paid == 0
    builders.pay(session, claim, 30_00)
    seen = view(session, plan)
    assert (seen.paid, seen.progress.met, seen.progress.to_go) == (30_00, 1, 3)
    assert (seen.progress.next_due, seen.progress.next_amount) == (date(2027, 1, 4), 20_00)


def test_a_payment_booked_back_counts_when_it_came_in_after_the_plan(
    session: Session, owner: Person
) -> None:
    claim = builders.claim(session, owner, 100_00)
    plan = builders.plan(session, owner, [claim], 25_00)
    builders.pay(session, claim, 25_00, on=DAY - timedelta(days=3))
    assert view(session, plan).progress.met == 1


def test_who_pays_nothing_is_behind_the_day_after(session: Session, owner: Person) -> None:
    claim = builders.claim(session, owner, 100_00)
    plan = builders.plan(session, owner, [claim], 25_00, first_due=date(2026, 12, 1))
    assert view(session, plan, date(2026, 12, 1)).progress.behind == 0
    assert view(session, plan, date(2026, 12, 2)).progress.behind == 25_00


def test_a_part_let_go_shortens_a_plan_but_is_no_instalment_met(
    session: Session, owner: Person
) -> None:
    claim = builders.claim(session, owner, 100_00)
    plan = builders.plan(session, owner, [claim], 25_00)
    postings.waive(session, claim.id, 50_00, **booking("w"))
    seen = view(session, plan).progress
    assert (seen.met, seen.to_go) == (0, 2)


def test_a_plan_ends_for_a_reason(session: Session, owner: Person) -> None:
    claim = builders.claim(session, owner, 100_00)
    plan = builders.plan(session, owner, [claim], 25_00)
    plans.end(session, plan, DAY, "broken")
    assert plans.running_plan(session, [claim.id]) is None
    assert plans.running(session, owner.id, DAY) == []


def test_the_database_refuses_a_plan_without_amounts(session: Session, owner: Person) -> None:
    session.add(
        Plan(
            ref="x",
            person_id=owner.id,
            monthly=0,
            total=0,
            made_on=DAY,
            origin="",
            policy_version="",
        )
    )
    with pytest.raises(IntegrityError):
        session.flush()


amounts = st.integers(min_value=1, max_value=10**6)


@given(st.lists(amounts, min_size=1, max_size=40), st.integers(0, 10**8), st.integers(0, 10**6))
def test_progress_and_what_is_left_make_the_whole(parts: list[int], paid: int, gone: int) -> None:
    days = plans.due_dates(DAY, len(parts), "NL")
    seen = progress(list(zip(days, parts, strict=True)), paid, DAY, gone)
    rest = max(0, sum(parts) - gone - paid)
    assert bool(seen.to_go) == bool(rest)
    if rest:
        assert seen.next_due == days[seen.met]
        assert seen.next_amount == min(rest, sum(parts[: seen.met + 1]) - paid)
        assert sum(parts[: seen.met]) <= paid
