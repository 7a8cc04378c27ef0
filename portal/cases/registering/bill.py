"""What a registration says so far, as a bill: what is looked at before it goes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.ledger.bankdays import next_bank_day
from portal.ledger.origin.floor import is_collected
from portal.ledger.origin.kinds import KindNeeds, needs_of
from portal.ledger.origin.models import Registration
from portal.ledger.origin.readiness import Lack, readiness
from portal.ledger.timebar.acts import bar_of_bill
from portal.municipality import Municipality

STEPS = ("kind", "debtor", "about", "amount", "basis")
"""The pages of a registration, in order."""
_FILLED = {"kind": "kind", "debtor": "digest", "about": "description", "amount": "amount"}
"""What is there once a page was filled in."""


@dataclass(frozen=True)
class Bill:
    """A bill that was not sent yet; of what is missing the empty value. Amounts: minor units."""

    kind: str
    unit: str
    person_name: str
    description: str
    arose_on: date
    due_on: date
    """The last day to pay when it goes out today."""
    time_bar_on: date
    principal: int
    period_from: date | None
    period_to: date | None
    basis: str
    basis_on: date | None
    scheme: str | None
    cause: str


def bill_of(town: Municipality, unit: str, told: Mapping[str, Any], on: date) -> Bill:
    """Return what a unit filled in as the bill it would be today."""
    due_on = next_bank_day(on + timedelta(days=town.dunning.pay_days), town.country)
    basis, basis_on = told.get("basis", "ordinary"), _day(told.get("basis_on"))
    return Bill(
        kind=told.get("kind", ""),
        unit=unit,
        person_name=told.get("name", ""),
        description=told.get("description", ""),
        arose_on=_day(told.get("arose_on")) or on,
        due_on=due_on,
        time_bar_on=bar_of_bill(town, due_on, basis, basis_on),
        principal=told.get("amount", 0),
        period_from=_day(told.get("period_from")),
        period_to=_day(told.get("period_to")),
        basis=basis,
        basis_on=basis_on,
        scheme=told.get("scheme_act"),
        cause=told.get("cause", "none"),
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def steps_of(town: Municipality, registration: Registration, on: date) -> tuple[str, ...]:
    """Return the pages this bill needs: what it rests on is asked only where that can differ."""
    kind = registration.content.get("kind")
    if kind is not None and len(needs_of(town, kind, on).bases) > 1:
        return STEPS
    return STEPS[:-1]


def next_step(town: Municipality, registration: Registration, on: date) -> str | None:
    """Return the first page that was not filled in, or None when all were."""
    told: dict[str, Any] = registration.content
    steps = steps_of(town, registration, on)
    return next((step for step in steps if _FILLED.get(step, step) not in told), None)


@dataclass(frozen=True)
class Held:
    """A bill beside what its kind needs."""

    bill: Bill
    needs: KindNeeds
    lacks: tuple[Lack, ...]
    is_collected: bool
    """Whether the amount reaches what is collected at all."""

    @property
    def may_go(self) -> bool:
        """Whether it may be sent."""
        return self.is_collected and not any(lack.stops for lack in self.lacks)


def held(town: Municipality, registration: Registration, on: date) -> Held:
    """Hold a whole registration against what its kind needs."""
    bill = bill_of(town, registration.unit, registration.content, on)
    needs = needs_of(town, bill.kind, on)
    lacks = tuple(readiness(bill, needs, on))
    return Held(bill, needs, lacks, is_collected(town.policy, bill.principal, on))
