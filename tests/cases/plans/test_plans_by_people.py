"""Plans by people: within the rules or as a wish, with a reason, a letter and a warning."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from portal.cases.models import Letter
from portal.cases.plans import changing, making
from portal.cases.plans.changing import Hand
from portal.cases.plans.making import Wanted
from portal.errors import Conflict, NotAllowed, NotFound, NotNow
from portal.ledger import plans
from portal.ledger.models import Claim, Plan
from portal.ledger.plan_records import PlanChange
from portal.ledger.plans import changes
from portal.ledger.records import Proposal
from portal.municipality import load
from portal.people.actors import Actor, person_actor, staff_actor
from portal.people.models import KnownFact, Person
from portal.people.outbox import Outgoing
from portal.rules.schedule import schedule
from tests import builders
from tests.builders import DAY, NOW

OSS, NORDDJURS = load("oss"), load("norddjurs")
WHY = "They are paid by the week."
FIRST = date(2026, 11, 20)


@pytest.fixture
def owner(session: Session) -> Person:
    """Someone who earns 2,000 a month, of which the rules ask 100.00."""
    made = builders.person(session)
    facts = {"household": "single", "income": {"amount": 2_000_00, "period": "month"}}
    for name, value in facts.items():
        session.add(KnownFact(person_id=made.id, name=name, value=value, source="x", as_of=DAY))
    session.flush()
    return made


@pytest.fixture
def debt(session: Session, owner: Person) -> Claim:
    return builders.claim(session, owner, 1_000_00)


@pytest.fixture
def staff(session: Session) -> Actor:
    return staff_actor(builders.staff(session))


def wanted(debt: Claim, one: int = 100_00, **fields: object) -> Wanted:
    amounts = schedule(1_000_00, one)
    return replace(Wanted((debt.ref,), amounts, "month", FIRST), **fields)


def make(session: Session, staff: Actor, owner: Person, plan: Wanted) -> Plan:
    assert owner.id is not None
    return making.make(session, OSS, staff, owner.id, plan, seen=(), now=NOW, on=DAY)


def test_what_the_rules_ask_needs_no_reason(
    session: Session, staff: Actor, owner: Person, debt: Claim
) -> None:
    plan = make(session, staff, owner, wanted(debt))
    assert (plan.origin, plan.monthly, plan.rhythm) == (staff.signature, 100_00, "month")
    letter = session.exec(select(Letter).where(Letter.person_id == owner.id)).one()
    assert (letter.kind, letter.content["count"], letter.content["total"]) == ("plan", 10, 1_000_00)
    told = session.exec(select(Outgoing).where(Outgoing.person_id == owner.id)).one()
    assert (told.kind, told.letter_ref) == ("letter-plan", letter.ref)


def test_more_than_the_rules_only_as_a_wish_with_a_reason(
    session: Session, staff: Actor, owner: Person, debt: Claim
) -> None:
    with pytest.raises(NotNow) as problem:
        make(session, staff, owner, wanted(debt, 200_00, reason=WHY))
    assert problem.value.message == "error-plan-above-rules"
    with pytest.raises(NotNow) as problem:
        make(session, staff, owner, wanted(debt, 200_00, is_wish=True, reason="because"))
    assert problem.value.message == "error-reason-needed"
    plan = make(session, staff, owner, wanted(debt, 200_00, is_wish=True, reason=WHY))
    made = session.exec(select(PlanChange).where(PlanChange.plan_id == plan.id)).one()
    assert (made.kind, made.reason, made.after["wish"]) == ("made", WHY, True)
    assert made.after["allowed"] == 100_00


def test_less_than_the_rules_needs_a_reason_and_no_wish(
    session: Session, staff: Actor, owner: Person, debt: Claim
) -> None:
    with pytest.raises(NotNow):
        make(session, staff, owner, wanted(debt, 50_00))
    assert make(session, staff, owner, wanted(debt, 50_00, reason=WHY)).monthly == 50_00


def test_without_income_on_file_a_plan_is_the_persons_own_wish(
    session: Session, staff: Actor
) -> None:
    strange = builders.person(session)
    debt = builders.claim(session, strange, 1_000_00)
    with pytest.raises(NotNow):
        make(session, staff, strange, wanted(debt, 25_00, reason=WHY))
    assert make(session, staff, strange, wanted(debt, 25_00, reason=WHY, is_wish=True))


def test_by_the_week_a_year_asks_no_more_than_by_the_month(
    session: Session, staff: Actor, owner: Person, debt: Claim
) -> None:
    week = wanted(debt, 100_00 * 12 // 52, rhythm="week")
    assert make(session, staff, owner, replace(week, reason=WHY)).monthly <= 100_00
    over = wanted(debt, 100_00 * 12 // 52 + 1, rhythm="week", reason=WHY)
    with pytest.raises(NotNow):
        make(session, staff, owner, over)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"claims": ()}, "error-plan-claims"),
        ({"claims": ("another",)}, "error-plan-claims"),
        ({"amounts": (999_99,)}, "error-plan-sum"),
        ({"first": date(2026, 11, 6)}, "error-plan-first-day"),
    ],
)
def test_what_makes_no_plan_is_told(
    session: Session,
    staff: Actor,
    owner: Person,
    debt: Claim,
    fields: dict[str, object],
    problem: str,
) -> None:
    with pytest.raises(NotNow) as found:
        make(session, staff, owner, wanted(debt, **fields))
    assert found.value.message == problem


def test_only_staff_make_plans_by_hand(session: Session, owner: Person, debt: Claim) -> None:
    with pytest.raises(NotAllowed):
        make(session, person_actor(owner), owner, wanted(debt))


def test_a_plan_that_outlives_its_claim_is_put_before_staff(
    session: Session, staff: Actor, owner: Person, debt: Claim
) -> None:
    debt.time_bar_on = date(2027, 1, 15)
    found = making.prepare(session, OSS, owner.id or 0, wanted(debt), DAY)
    assert found.ahead.barred_on == debt.time_bar_on
    plan = make(session, staff, owner, wanted(debt))
    (warning,) = session.exec(select(Proposal)).all()
    assert (warning.kind, warning.claim_id) == ("plan-outlives", debt.id)
    last = plans.due_days(session, plan)[-1].isoformat()
    assert warning.detail == {"plan_ends_on": last}


def test_interest_goes_on_during_a_plan(session: Session) -> None:
    owner = builders.person(session)
    debt = builders.claim(session, owner, 12_000_00, kind="wage_overpaid")
    plan = Wanted((debt.ref,), schedule(12_000_00, 1_000_00), "month", FIRST)
    ahead = making.prepare(session, NORDDJURS, owner.id or 0, plan, DAY).ahead
    # Half a year on average, at some ten percent.
    assert ahead.interest is not None
    assert 500_00 < ahead.interest < 800_00
    assert ahead.left == ahead.interest
    plain = builders.claim(session, owner, 12_000_00)
    calm = replace(plan, claims=(plain.ref,))
    assert making.prepare(session, NORDDJURS, owner.id or 0, calm, DAY).ahead.interest is None


@pytest.fixture
def plan(session: Session, owner: Person, debt: Claim) -> Plan:
    return builders.plan(session, owner, [debt], 100_00, first_due=FIRST)


def hand(actor: Actor, seen: int = 0, **fields: object) -> Hand:
    return replace(Hand(actor, seen, NOW, DAY), **fields)


def test_a_person_pauses_once_a_year(session: Session, owner: Person, plan: Plan) -> None:
    me = person_actor(owner)
    days = plans.due_days(session, plan)
    changing.pause(session, OSS, plan, hand(me))
    assert plans.due_days(session, plan)[0] == days[1]
    letter = session.exec(select(Letter)).one()
    assert (letter.kind, letter.content["change"]) == ("plan_change", "pause")
    with pytest.raises(NotNow) as problem:
        changing.pause(session, OSS, plan, hand(me, 1))
    assert problem.value.message == "error-plan-no-change-left"


def test_a_person_moves_the_day_a_month_at_most(
    session: Session, owner: Person, plan: Plan
) -> None:
    me = person_actor(owner)
    found = changing.room(session, OSS, plan, DAY)
    assert (found.earliest, found.latest) == (date(2026, 11, 9), date(2026, 12, 21))
    with pytest.raises(NotNow):
        changing.move(session, OSS, plan, date(2026, 12, 22), hand(me))
    changing.move(session, OSS, plan, date(2026, 12, 1), hand(me))
    days = [day.isoformat() for day in plans.due_days(session, plan)[:3]]
    assert days == ["2026-12-01", "2027-01-04", "2027-02-01"]


def test_a_town_can_switch_free_changes_off(session: Session, plan: Plan) -> None:
    off = {
        **OSS.terms.series,
        "plan_pauses": (replace(OSS.terms.dated("plan_pauses", DAY), value=0),),
    }
    strict = replace(OSS, terms=replace(OSS.terms, series=off))
    assert not changing.room(session, strict, plan, DAY).may("pause")
    assert changing.room(session, OSS, plan, DAY).may("pause")


def test_who_saw_an_older_plan_is_told(session: Session, owner: Person, plan: Plan) -> None:
    changing.pause(session, OSS, plan, hand(person_actor(owner)))
    with pytest.raises(Conflict):
        changing.move(session, OSS, plan, FIRST + timedelta(days=3), hand(person_actor(owner)))


def test_a_plan_of_another_is_not_found(session: Session, plan: Plan) -> None:
    with pytest.raises(NotFound):
        changing.plan_for(session, person_actor(builders.person(session)), plan.ref)


def test_staff_lower_at_once_with_a_reason_and_take_it_back(
    session: Session, staff: Actor, plan: Plan
) -> None:
    lower = schedule(1_000_00, 60_00)
    with pytest.raises(NotNow):
        changing.respread(session, OSS, plan, lower, hand(staff))
    changing.respread(session, OSS, plan, lower, hand(staff, reason=WHY))
    assert plan.monthly == 60_00
    changing.undo(session, OSS, plan, hand(staff, 1, reason=WHY))
    assert plan.monthly == 100_00
    letters = session.exec(select(Letter)).all()
    assert [letter.content["change"] for letter in letters] == ["amounts", "undo"]


def test_staff_raise_only_what_the_rules_allow_or_the_person_wishes(
    session: Session, staff: Actor, plan: Plan
) -> None:
    uneven = [50_00, 300_00, 650_00]
    with pytest.raises(NotNow) as problem:
        changing.respread(session, OSS, plan, uneven, hand(staff, reason=WHY))
    assert problem.value.message == "error-plan-above-rules"
    changing.respread(session, OSS, plan, uneven, hand(staff, reason=WHY, is_wish=True))
    assert [amount for _, amount in changes.course_of(session, plan).instalments] == uneven


def test_a_person_ends_their_plan_and_staff_let_it_run_again(
    session: Session, staff: Actor, owner: Person, plan: Plan
) -> None:
    changing.stop(session, OSS, plan, hand(person_actor(owner)))
    assert plan.end_reason == "withdrawn"
    changing.undo(session, OSS, plan, hand(staff, 1, reason=WHY))
    assert plan.ended_on is None
