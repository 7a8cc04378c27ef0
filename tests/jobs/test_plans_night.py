"""The night ends plans that are paid, and makes those longer on which interest or a fee came."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session, select

from portal.cases.models import Letter
from portal.jobs import plans as step
from portal.jobs.night import Chunk, Night
from portal.ledger import balances, plans, postings
from portal.ledger.incoming import Money, receive
from portal.ledger.models import Claim, Plan
from portal.ledger.plans.changes import course_of
from portal.municipality import load
from portal.people import installation
from portal.people.models import Person
from portal.people.outbox import Outgoing
from tests import builders
from tests.builders import DAY, NOW, ORDER, booking

NIGHT = Night(load("norddjurs"), DAY, NOW)


def made(session: Session, amount: int = 100_00) -> tuple[Claim, Plan]:
    debt = builders.claim(session, builders.person(session), amount)
    owner = session.get_one(Person, debt.person_id)
    return debt, builders.plan(session, owner, [debt], 25_00, country="DK")


def run(session: Session) -> int:
    return step.finish(session, NIGHT, Chunk(1, 10**6))


def test_a_paid_plan_ends_with_a_kind_word_once(session: Session) -> None:
    debt, plan = made(session)
    assert run(session) == 0
    builders.pay(session, debt, 100_00)
    assert run(session) == 1
    assert (plan.end_reason, plan.instalments_met, plan.months_met) == ("paid", 4, 4)
    assert [told.kind for told in session.exec(select(Outgoing))] == ["plan-paid"]
    assert run(session) == 0


def test_a_claim_let_go_ends_its_plan(session: Session) -> None:
    debt, plan = made(session)
    postings.waive(session, debt.id or 0, **booking("w"))
    run(session)
    assert (plan.end_reason, plan.months_met) == ("paid", 0)
    assert [told.kind for told in session.exec(select(Outgoing))] == ["plan-over"]


def test_interest_makes_a_plan_longer_by_no_more_than_an_instalment(session: Session) -> None:
    debt, plan = made(session)
    postings.charge(session, debt.id or 0, 30_00, "interest", **booking("i"))
    builders.pay(session, debt, 100_00)
    assert run(session) == 1
    course = course_of(session, plan)
    assert [amount for _, amount in course.instalments[4:]] == [25_00, 5_00]
    assert (plan.total, plan.ended_on) == (130_00, None)
    (letter,) = session.exec(select(Letter)).all()
    assert letter.content["change"] == "longer"
    assert run(session) == 0
    builders.pay(session, debt, 30_00)
    run(session)
    assert (plan.end_reason, plan.instalments_met) == ("paid", 6)


def test_added_instalments_leave_time_to_pay(session: Session) -> None:
    debt, plan = made(session, 25_00)
    postings.charge(session, debt.id or 0, 5_00, "fee", **booking("f"))
    builders.pay(session, debt, 25_00)
    run(session)
    first = plans.due_days(session, plan)[1]
    assert first >= plans.first_due(DAY, "DK")
    assert first > date(2026, 11, 9)


def test_a_plan_with_interest_ends_when_all_of_it_is_paid_to_the_oere(session: Session) -> None:
    owner, due_on = builders.person(session), date(2026, 10, 1)
    arose = {"kind": "wage_overpaid", "arose_on": date(2026, 9, 1), "due_on": due_on}
    debt = builders.claim(session, owner, 3_000_00, **arose)  # type: ignore[arg-type]
    installation.claim(session, installation.Purpose("norddjurs", demo=False))
    plan = builders.plan(session, owner, [debt], 1_000_00, country="DK")
    paid = list[int]()
    while plan.ended_on is None:
        view = plans.view_of(session, plan, DAY)
        on, amount = view.progress.next_due, view.progress.next_amount
        assert on is not None
        assert amount <= 1_000_00, "never more a month"
        money = Money(f"m{len(paid)}", "online", on, amount)
        receive(session, money, debt.id, ORDER, now=NOW, actor="provider")
        paid.append(amount)
        step.finish(session, replace(NIGHT, on=on), Chunk(1, 10**6))
    assert paid[:3] == [1_000_00] * 3
    charged = balances.taken_off("charged", components=("interest",))
    borne = -int(session.execute(select(charged)).scalar_one())  # type: ignore[arg-type]
    assert sum(paid) == 3_000_00 + borne
    assert borne > 30_00
    assert (builders.owed(session, debt), plan.end_reason) == (0, "paid")
    assert len(paid) <= 6, "what is left on the way becomes less each time"
