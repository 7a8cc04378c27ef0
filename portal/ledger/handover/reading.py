"""Hand-overs as they are looked up: of a claim, of a file, by the collector's reference."""

from collections.abc import Iterable

from sqlmodel import Session, col, func, select

from portal.ledger.handover.models import CollectorLine, CollectorMonth, HandOver, HandOverFile
from portal.ledger.models import Claim
from portal.record import find_one

WITH_COLLECTOR = ("sent", "accepted", "hearing")


def running(session: Session, claim_id: int) -> HandOver | None:
    """Return the hand-over of a claim that was agreed or sent and did not end."""
    found = select(HandOver).where(HandOver.claim_id == claim_id, col(HandOver.ended_on).is_(None))
    return session.exec(found).one_or_none()


def of_claims(session: Session, claim_ids: Iterable[int]) -> list[HandOver]:
    """Return all hand-overs of these claims, the newest in front."""
    found = select(HandOver).where(col(HandOver.claim_id).in_(sorted(set(claim_ids))))
    return list(session.exec(found.order_by(col(HandOver.id).desc())).all())


def next_no(session: Session, claim_id: int) -> int:
    """Return the number of a claim's next hand-over, from 1."""
    last = session.exec(select(func.max(HandOver.no)).where(HandOver.claim_id == claim_id)).one()
    return (last or 0) + 1


def by_reference(session: Session, reference: str) -> HandOver | None:
    """Return the hand-over the collector knows by this reference."""
    return session.exec(select(HandOver).where(HandOver.reference == reference)).one_or_none()


def claim_of(session: Session, reference: str) -> Claim | None:
    """Return the claim the collector knows by this reference; None for one that we did not send."""
    found = select(Claim).join(HandOver, col(HandOver.claim_id) == Claim.id)
    return session.exec(found.where(HandOver.reference == reference)).one_or_none()


def agreed(session: Session) -> list[HandOver]:
    """Return what people said yes to and is in no file yet, oldest first."""
    found = select(HandOver).where(HandOver.state == "agreed")
    return list(session.exec(found.order_by(col(HandOver.id))).all())


def files(session: Session) -> list[HandOverFile]:
    """Return the files there are, the newest in front."""
    return list(session.exec(select(HandOverFile).order_by(col(HandOverFile.no).desc())).all())


def file_no(session: Session, no: int) -> HandOverFile:
    """Return a file by its number. Raises NotFound."""
    return find_one(session, select(HandOverFile).where(HandOverFile.no == no))


def in_file(session: Session, file_id: int) -> list[HandOver]:
    """Return the hand-overs of a file in the order they stand in it."""
    found = select(HandOver).where(HandOver.file_id == file_id)
    return list(session.exec(found.order_by(col(HandOver.id))).all())


def last_balance(
    session: Session, hand_over_id: int
) -> tuple[CollectorLine, CollectorMonth] | None:
    """Return what the collector last said is owed to it, with the month it said so."""
    found = (
        select(CollectorLine, CollectorMonth)
        .join(CollectorMonth, col(CollectorMonth.id) == col(CollectorLine.month_id))
        .where(CollectorLine.hand_over_id == hand_over_id)
        .order_by(col(CollectorMonth.as_of).desc(), col(CollectorMonth.id).desc())
    )
    return session.exec(found.limit(1)).first()
