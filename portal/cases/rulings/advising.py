"""What the rules advise on a case, and how far a decision is from it. Amounts are minor units."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from portal import money
from portal.cases.assessing import Assessed
from portal.cases.models import Decision, Receipt
from portal.cases.ruling import Ruling
from portal.cases.rulings.models import Departure
from portal.record import add_row
from portal.rules.reply import answer_from_stored


@dataclass(frozen=True)
class Advised:
    """What the rules advise, from the receipt kept when the request was sent."""

    kind: str
    """`grant`, `keep` (things stay as they are) or `none`."""
    amount: int | None = None
    """A month; for letting go all that is left. None where they name none."""

    @property
    def is_one(self) -> bool:
        """Whether the rules advise anything that a decision can depart from."""
        return self.kind != "none"


def running_amount(receipt: Receipt) -> int | None:
    """Return what the running plan asked a month when less was asked; None for other requests."""
    plan = receipt.facts.get("running_plan")
    return money.minor(plan["monthly"]) if plan else None


def advised(receipt: Receipt, debt: int) -> Advised:
    """Return what the rules advise; `debt` is what is left of the claims of the case."""
    kept = answer_from_stored(receipt.result)
    monthly, running = kept.instalment, running_amount(receipt)
    if running and (kept.outcome == "keep" or (monthly and monthly >= running)):
        return Advised("keep", running)
    if monthly:
        return Advised("grant", monthly)
    if kept.outcome == "grant":
        return Advised("grant", debt)
    return Advised("none")


def open_debt(assessed: Assessed) -> int:
    """Return what is left of the claims of a case that can still be decided about."""
    return sum(view.balance for view in assessed.claims if view.phase != "transferred")


def compare(
    session: Session,
    decision: Decision,
    ruling: Ruling,
    ask: str,
    advice: Advised,
    now: datetime,
) -> Departure | None:
    """Keep what the rules advised beside what a person decided; nothing for the rules' own."""
    if decision.staff_id is None:
        return None
    assert decision.id is not None
    departs = departs_from(ruling, advice)
    row = Departure(
        decision_id=decision.id,
        ask=ask,
        advice=advice.kind,
        advised=advice.amount,
        outcome=decision.outcome,
        decided=decision.monthly or decision.waived,
        departs=departs,
        article=ruling.article if departs else "",
        area=ruling.area if departs else "",
        staff_id=decision.staff_id,
        decided_at=now,
    )
    return add_row(session, row)


def departs_from(ruling: Ruling, advice: Advised) -> bool:
    """Whether a ruling is otherwise than the rules advise."""
    return advice.is_one and not ruling.follows_advice
