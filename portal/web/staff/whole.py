"""What belongs to the whole case beside the request: the state collector, earlier decisions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from portal.cases.matters.models import MatterOutcome
from portal.cases.models import Case, Decision
from portal.ledger.claims import ClaimView
from portal.ledger.handover import reading
from portal.web.context import day_here

MOST = 12
"""Earlier decisions shown; the page of the person has all."""


@dataclass(frozen=True)
class AtCollector:
    """What the collector last said of a claim, in minor units."""

    balance: int
    as_of: date
    """The day its monthly file is of."""


@dataclass(frozen=True)
class Earlier:
    """What was decided on another request of the same person."""

    ref: str
    ask: str
    outcome: str
    on: date
    is_matter: bool


def at_collector(session: Session, views: Iterable[ClaimView]) -> Mapping[int, AtCollector]:
    """Return by claim what the collector says is owed to it; nothing where it said nothing."""
    ids = [view.id for view in views if view.phase == "transferred"]
    if not ids:
        return {}
    found: dict[int, AtCollector] = {}
    for hand_over in reading.of_claims(session, ids):
        assert hand_over.id is not None
        if hand_over.ended_on is not None or hand_over.claim_id in found:
            continue
        if last := reading.last_balance(session, hand_over.id):
            found[hand_over.claim_id] = AtCollector(last[0].balance, last[1].as_of)
    return found


def earlier_decisions(session: Session, case: Case) -> list[Earlier]:
    """Return what was decided on other requests of this person, newest first."""
    decided = _decided(session, case, Decision, Decision.decided_at)
    answered = _decided(session, case, MatterOutcome, MatterOutcome.answered_at)
    return sorted([*decided, *answered], key=lambda one: one.on, reverse=True)[:MOST]


def _decided(
    session: Session,
    case: Case,
    table: type[Decision] | type[MatterOutcome],
    at: object,
) -> list[Earlier]:
    rows = session.exec(
        select(Case.ref, Case.ask, table.outcome, at)  # type: ignore[call-overload]
        .join(table, col(table.case_id) == Case.id)
        .where(Case.person_id == case.person_id, Case.id != case.id)
        .order_by(col(table.id).desc())
        .limit(MOST)
    )
    is_matter = table is MatterOutcome
    return [
        Earlier(ref, ask, outcome, day_here(when), is_matter) for ref, ask, outcome, when in rows
    ]
