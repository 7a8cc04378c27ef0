"""Half at once, as who asked meets it at each claim: what is still to come in, and by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from portal.cases.assessing import claims_about
from portal.cases.matters.outcomes import last_outcome
from portal.cases.models import Case, CaseClaim
from portal.ledger.claims import ClaimView


@dataclass(frozen=True)
class HalfDue:
    """A half that was agreed, while the rest is not let go yet."""

    missing: int
    """What has not come in of it, in minor units."""
    let_go: int
    pay_by: date
    here: int
    """What of the missing is to be paid on this claim: the first ones of it are filled first."""
    count: int
    """How many claims it is for together."""


def agreed(session: Session, claim_id: int, person_id: int, on: date) -> HalfDue | None:
    """Return what was agreed with this person about a claim; None once it is over or settled."""
    case = session.exec(
        select(Case)
        .join(CaseClaim, col(CaseClaim.case_id) == Case.id)
        .where(
            CaseClaim.claim_id == claim_id,
            Case.person_id == person_id,
            Case.ask == "settlement",
            Case.state == "decided",
        )
        .order_by(col(Case.id).desc())
    ).first()
    last = last_outcome(session, case) if case else None
    if case is None or last is None or last.outcome != "accepted":
        return None
    if last.pay_by is None or last.let_go is None:
        return None
    return due(claims_about(session, case, on), last.let_go, last.pay_by, on).get(claim_id)


def due(views: Sequence[ClaimView], let_go: int, pay_by: date, on: date) -> dict[int, HalfDue]:
    """Return for each of these claims what is still to come in; nothing once that day is over.

    `let_go` is the other half of all, in minor units. The claims are filled one after another.
    """
    whole = missing(views, let_go)
    if whole and on > pay_by:
        return {}
    found, left, count = {}, whole, sum(view.takes_money for view in views)
    for view in views:
        here = min(view.balance, left) if view.takes_money else 0
        left -= here
        found[view.id] = HalfDue(whole, let_go, pay_by, here, count)
    return found


def missing(views: Sequence[ClaimView], let_go: int) -> int:
    """Return what has not come in of a half, in minor units, where the other is to be let go."""
    return max(0, sum(view.balance for view in views if view.takes_money) - let_go)
