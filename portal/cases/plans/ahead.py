"""What lies ahead of a plan: interest that goes on, and claims too old before it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from portal.ledger import proposals
from portal.ledger.claims import ClaimView
from portal.ledger.interest.running import rates_of
from portal.ledger.models import Plan
from portal.ledger.plans.courses import Instalments
from portal.municipality import Municipality
from portal.rules.plan_interest import Bearing, forecast

OUTLIVES = "plan-outlives"
"""The list of plans that go on after a claim in them can no longer be collected."""


@dataclass(frozen=True)
class Ahead:
    """What is to be said of a plan before and while it runs. Amounts are minor units."""

    interest: int | None = None
    """Expected interest up to the last instalment; None where none runs, or no rate is known."""
    left: int = 0
    """What is then left of it; it makes the plan longer."""
    rate_missing: bool = False
    """Interest runs on a claim in it, at a rate that was not entered."""
    barred_on: date | None = None
    """The first day on which a claim in it is too old, where that comes before the plan ends."""
    barred: tuple[int, ...] = ()
    """The claims of which this holds, by id."""


def look_ahead(
    town: Municipality, claims: Sequence[ClaimView], instalments: Instalments, on: date
) -> Ahead:
    """Look ahead from a day over the instalments that are open on it."""
    if not instalments:
        return Ahead()
    last = instalments[-1][0]
    bars = {view.id: view.time_bar_on for view in claims if view.time_bar_on <= last}
    bearing = [_bearing(town, view, on) for view in claims]
    found = forecast([one for one, _ in bearing], on, instalments)
    runs = any(one.rates for one, _ in bearing)
    return Ahead(
        interest=found.interest if runs else None,
        left=found.left if runs else 0,
        rate_missing=any(missing for _, missing in bearing),
        barred_on=min(bars.values(), default=None),
        barred=tuple(sorted(bars)),
    )


def _bearing(town: Municipality, view: ClaimView, on: date) -> tuple[Bearing, bool]:
    """The claim as interest sees it, and whether its rate was not entered."""
    principal, side = view.parts.principal, view.parts.fee + view.parts.interest
    rates = rates_of(town, view.kind, on)
    missing = rates is None and town.claim_kind(view.kind, on).interest
    return Bearing(principal, side, rates), missing


def warn_staff(session: Session, plan: Plan, ahead: Ahead, last: date, on: date) -> int:
    """Put each claim that a plan outlives on the list, once for each last day; say how many."""
    return sum(
        proposals.propose(
            session,
            proposals.New(
                key=f"{OUTLIVES}:{plan.ref}:{claim}:{last}",
                kind=OUTLIVES,
                reason="plan_outlives",
                made_on=on,
                claim_id=claim,
                person_id=plan.person_id,
                detail={"plan_ends_on": last.isoformat()},
            ),
        )
        for claim in ahead.barred
    )
