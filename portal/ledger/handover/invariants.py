"""What must hold of hand-overs, what the collector was told, and what was written off."""

from sqlalchemy import ColumnElement, String, case, cast, exists, func, or_, select

from portal.ledger.balances import side, total
from portal.ledger.handover.events import LAST
from portal.ledger.handover.reading import WITH_COLLECTOR
from portal.ledger.invariant import Invariant
from portal.ledger.models import RECEIVABLES
from portal.ledger.tables import CLAIM, ENTRY, HAND_OVER, HAND_OVER_EVENT, HAND_OVER_FILE, PROPOSAL
from portal.ledger.writeoff import KEY

_IS_THEIRS = HAND_OVER.c.state.in_(WITH_COLLECTOR)
_OF_CLAIM = HAND_OVER.c.claim_id == CLAIM.c.id
_TOLD = HAND_OVER_EVENT.c.hand_over_id == HAND_OVER.c.id


def _changed(component: str) -> ColumnElement[int]:
    """What write-ups and write-downs of a component came to."""
    amount = case(
        (HAND_OVER_EVENT.c.kind == "written_up", HAND_OVER_EVENT.c.amount),
        (HAND_OVER_EVENT.c.kind == "written_down", -HAND_OVER_EVENT.c.amount),
        else_=0,
    )
    of_it = select(total(amount)).where(_TOLD, HAND_OVER_EVENT.c.component == component)
    return of_it.correlate(HAND_OVER).scalar_subquery()


def _owed(component: str) -> ColumnElement[int]:
    found = select(total(side(RECEIVABLES[component])))
    return (
        found.where(ENTRY.c.claim_id == HAND_OVER.c.claim_id).correlate(HAND_OVER).scalar_subquery()
    )


_SENT = (
    select(func.count())
    .where(
        _TOLD,
        HAND_OVER_EVENT.c.kind == "sent",
        HAND_OVER_EVENT.c.amount == HAND_OVER.c.principal,
    )
    .correlate(HAND_OVER)
    .scalar_subquery()
)

HAND_OVERS = (
    Invariant(
        "handed-over-as-its-claim",
        CLAIM,
        select(CLAIM.c.id).where(
            exists().where(_OF_CLAIM),
            (CLAIM.c.stage == "transferred") != exists().where(_OF_CLAIM, _IS_THEIRS),
        ),
    ),
    Invariant(
        "handed-over-was-sent-once",
        HAND_OVER,
        select(HAND_OVER.c.id).where(HAND_OVER.c.file_id.is_not(None), _SENT != 1),
    ),
    Invariant(
        "handed-over-ended-as-told",
        HAND_OVER,
        select(HAND_OVER.c.id).where(
            HAND_OVER.c.state.in_(LAST) != exists().where(_TOLD, HAND_OVER_EVENT.c.kind.in_(LAST))
        ),
    ),
    Invariant(
        "handed-over-stands-still",
        ENTRY,
        select(ENTRY.c.id)
        .join(HAND_OVER, HAND_OVER.c.claim_id == ENTRY.c.claim_id)
        .join(HAND_OVER_FILE, HAND_OVER_FILE.c.id == HAND_OVER.c.file_id)
        .where(
            _IS_THEIRS,
            ENTRY.c.recorded_at > HAND_OVER_FILE.c.released_at,
            ENTRY.c.kind.not_in(("write_down", "write_up")),
            ENTRY.c.key.not_like("paid-late:%"),
        ),
    ),
    Invariant(
        "collection-base-as-the-ledger",
        HAND_OVER,
        select(HAND_OVER.c.id).where(
            _IS_THEIRS,
            or_(*(HAND_OVER.c[name] + _changed(name) != _owed(name) for name in RECEIVABLES)),
        ),
    ),
)
"""Money that came all the same is booked under keys that begin with `paid-late`, and told like a
change.

The last one is the reconciliation's identity, claim by claim: what was sent, less what was
written down, plus what was written up, is what the books hold."""
WRITE_OFFS = (
    Invariant(
        "write-off-signed-by-two",
        ENTRY,
        select(ENTRY.c.id).where(
            ENTRY.c.kind == "write_off",
            ~exists().where(
                PROPOSAL.c.claim_id == ENTRY.c.claim_id,
                PROPOSAL.c.second_by.is_not(None),
                PROPOSAL.c.second_by != PROPOSAL.c.first_by,
                ENTRY.c.key.like(cast(KEY, String) + ":" + PROPOSAL.c.ref + ":%"),
            ),
        ),
    ),
)
