"""Takes off the lists what something else settled: a payment, a later bar, a hand-over."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from portal.cases.models import OPEN, Case
from portal.errors import Conflict
from portal.jobs.night import Chunk, Night, Step
from portal.ledger import balances, proposals
from portal.ledger.models import Claim
from portal.ledger.records import WAITING, Proposal
from portal.ledger.tables import CLAIM

TIMED = "time-bar-warning"
KINDS = (
    TIMED,
    "plan-outlives",
    "settlement",
    "write-off",
    "handover",
    "handover-lacks",
    "attachment",
    "attachment-made",
    "writ",
    "writ-served",
)
"""Proposals about a claim that is owed here: nothing of it is left when it is paid or gone."""


def waiting(
    session: Session, kinds: Iterable[str], first: int, last: int
) -> list[tuple[Proposal, Claim]]:
    """Return proposals of these kinds that are not answered, with their claims, by range of id."""
    joined = select(Proposal, Claim).join(Claim, col(Claim.id) == col(Proposal.claim_id))
    found = joined.where(
        col(Proposal.kind).in_(tuple(kinds)),
        col(Proposal.state).in_(WAITING),
        col(Claim.id).between(first, last),
    )
    return list(session.exec(found.order_by(col(Proposal.id))).all())


def clear(session: Session, _night: Night, chunk: Chunk) -> int:
    """Overtake what no longer holds among the claims of the chunk; say how many."""
    found = waiting(session, KINDS, chunk.first, chunk.last)
    owed = balances.of_claims(session, {claim.id for _, claim in found if claim.id is not None})
    gone = [
        proposal
        for proposal, claim in found
        if claim.id is not None
        and (is_over(proposal, claim, owed[claim.id].total) or _is_closed(session, proposal))
    ]
    return sum(off(session, proposal) for proposal in gone)


def _is_closed(session: Session, proposal: Proposal) -> bool:
    """Whether the request it answers was closed meanwhile."""
    case = proposal.detail.get("case")
    if case is None:
        return False
    state = session.exec(select(Case.state).where(Case.ref == case)).one_or_none()
    return state not in OPEN


def off(session: Session, proposal: Proposal) -> bool:
    """Take a proposal off its list, unless somebody answers it at this moment."""
    try:
        proposals.overtake(session, proposal)
    except Conflict:
        return False
    return True


def is_over(proposal: Proposal, claim: Claim, balance: int) -> bool:
    """Whether nothing is left to decide: paid, handed over, or its time runs on."""
    if balance == 0 or claim.stage == "transferred":
        return True
    if proposal.kind != TIMED and proposal.reason != "time_barred":
        return False
    return bool(proposal.detail.get("time_bar_on") != claim.time_bar_on.isoformat())


STEP = Step("lists", CLAIM, clear)
