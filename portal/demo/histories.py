"""What happened before the demo begins: plans that run or broke, instalments paid, fees."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from portal import money
from portal.demo.people import DemoFile
from portal.ledger import balances, plans, postings
from portal.ledger.models import Claim, Instalment, Plan
from portal.municipality import Municipality
from portal.rules.schedule import schedule

ACTOR = "import"


def play(
    session: Session,
    municipality: Municipality,
    file: DemoFile,
    *,
    shift: timedelta,
    today: date,
    now: datetime,
) -> None:
    """Make the plans and payments of the demo's people, on the days they have for this demo."""
    for person in file.people:
        for told in person.get("plans", ()):
            moved = told if told.get("fixed") else _moved(told, shift)
            plan = _make(session, municipality, moved)
            _pay(session, municipality, plan, moved, today, now)
            if "ended_on" in moved:
                plans.end(session, plan, moved["ended_on"], moved["end_reason"])
        for told in person.get("fees", ()):
            _charge_fee(session, _moved(told, shift), now)


def _moved(told: Mapping[str, Any], shift: timedelta) -> dict[str, Any]:
    return {
        name: value + shift if isinstance(value, date) else value for name, value in told.items()
    }


def _claim(session: Session, number: str) -> Claim:
    return session.exec(select(Claim).where(col(Claim.number) == number)).one()


def _make(session: Session, municipality: Municipality, told: Mapping[str, Any]) -> Plan:
    claim = _claim(session, told["claim"])
    assert claim.id is not None
    monthly = money.minor(told["monthly"])
    return plans.make(
        session,
        person_id=claim.person_id,
        claim_ids=[claim.id],
        schedule=schedule(balances.of_claim(session, claim.id).total, monthly),
        monthly=monthly,
        first_due=told["first_due"],
        made_on=told["made_on"],
        origin=ACTOR,
        policy_version=told.get("policy_version", municipality.policy.version),
        country=municipality.country,
    )


def _pay(
    session: Session,
    municipality: Municipality,
    plan: Plan,
    told: Mapping[str, Any],
    today: date,
    now: datetime,
) -> None:
    """Pay the instalments that were met, each on its day; without a number all that fell due."""
    claim = _claim(session, told["claim"])
    assert claim.id is not None
    due = session.exec(
        select(Instalment).where(col(Instalment.plan_id) == plan.id).order_by(col(Instalment.no))
    ).all()
    met = told.get("met", sum(instalment.due_on <= today for instalment in due[:-1]))
    for instalment in due[:met]:
        postings.pay(
            session,
            claim.id,
            instalment.amount,
            municipality.payment.imputation,
            key=f"demo-paid:{claim.number}:{instalment.no}",
            booked_on=min(instalment.due_on, today),
            recorded_at=now,
            actor=ACTOR,
        )


def _charge_fee(session: Session, told: Mapping[str, Any], now: datetime) -> None:
    claim = _claim(session, told["claim"])
    assert claim.id is not None
    postings.charge(
        session,
        claim.id,
        money.minor(told["amount"]),
        component="fee",
        key=f"demo-fee:{claim.number}",
        booked_on=told["on"],
        recorded_at=now,
        actor=ACTOR,
    )
