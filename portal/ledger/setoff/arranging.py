"""Arrangements to withhold from a benefit: made, changed and ended by staff."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from portal.errors import NotFound, NotNow
from portal.ledger.debtors import owed_by
from portal.ledger.locks import lock_claims
from portal.ledger.models import Claim
from portal.ledger.setoff.allowed import Allowed
from portal.ledger.setoff.models import Withholding, WithholdingAmount, WithholdingClaim
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.people.refs import new_ref
from portal.record import change_row, find_one


def arrange(
    session: Session,
    staff: Actor,
    person_id: int,
    claim_ids: Iterable[int],
    monthly: int,
    from_on: date,
    allowed: Allowed,
    *,
    on: date,
    now: datetime,
) -> Withholding:
    """Make an arrangement. Raises NotAllowed, NotFound, and NotNow when it cannot be so.

    A claim is withheld for once; never more a month than is `allowed`.
    """
    staff.must(Permission.CLAIM_CHANGE)
    ids = sorted(set(claim_ids))
    lock_claims(session, ids)
    _must_be_owed(session, person_id, ids)
    if running_for(session, person_id, ids):
        raise NotNow("error-withheld-already")
    made = Withholding(ref=new_ref(), person_id=person_id, made_on=on, by=staff.signature)
    session.add(made)
    session.flush()
    assert made.id is not None
    session.add_all(WithholdingClaim(withholding_id=made.id, claim_id=claim) for claim in ids)
    _set_amount(session, staff, made, monthly, from_on, allowed, now)
    audit.record(session, now, staff.signature, "withholding:make", f"withholding:{made.ref}")
    return made


def change(
    session: Session,
    staff: Actor,
    made: Withholding,
    monthly: int,
    from_on: date,
    allowed: Allowed,
    *,
    seen: int,
    now: datetime,
) -> None:
    """Let another amount hold from a day on. Raises NotAllowed, NotNow, Conflict."""
    staff.must(Permission.CLAIM_CHANGE)
    _move(session, made, seen)
    _set_amount(session, staff, made, monthly, from_on, allowed, now)
    audit.record(session, now, staff.signature, "withholding:change", f"withholding:{made.ref}")


def end(
    session: Session,
    staff: Actor,
    made: Withholding,
    on: date,
    reason: str,
    *,
    seen: int,
    now: datetime,
) -> None:
    """Withhold nothing from a day on. Raises NotAllowed, NotNow without a reason, Conflict."""
    staff.must(Permission.CLAIM_CHANGE)
    if not reason.strip():
        raise NotNow("error-reason-needed")
    _move(session, made, seen, ended_on=on, end_reason=reason.strip())
    audit.record(session, now, staff.signature, "withholding:end", f"withholding:{made.ref}")


def _move(session: Session, made: Withholding, seen: int, **changes: object) -> None:
    if made.ended_on is not None:
        raise NotNow("error-withholding-over")
    change_row(session, made, seen, **changes)


def _must_be_owed(session: Session, person_id: int, ids: Sequence[int]) -> None:
    owed = owed_by(session, person_id, ids)
    if not ids or set(owed) != set(ids):
        raise NotFound
    stages = session.exec(select(Claim.stage).where(col(Claim.id).in_(ids))).all()
    if "transferred" in stages or not all(owed.values()):
        raise NotNow("error-claim-closed")


def _set_amount(
    session: Session,
    staff: Actor,
    made: Withholding,
    monthly: int,
    from_on: date,
    allowed: Allowed,
    now: datetime,
) -> None:
    if not 0 < monthly <= allowed.most:
        raise NotNow("error-withhold-too-much")
    assert made.id is not None
    count = select(func.count()).where(WithholdingAmount.withholding_id == made.id)
    session.add(
        WithholdingAmount(
            withholding_id=made.id,
            no=session.exec(count).one() + 1,
            from_on=from_on,
            monthly=monthly,
            most=allowed.most,
            basis=allowed.basis,
            recorded_at=now,
            by=staff.signature,
        )
    )
    session.flush()


def by_ref(session: Session, ref: str) -> Withholding:
    """Return an arrangement. Raises NotFound."""
    return find_one(session, select(Withholding).where(Withholding.ref == ref))


def of_person(session: Session, person_id: int) -> list[Withholding]:
    """Return the arrangements of a person, those that run in front, newest first."""
    found = select(Withholding).where(Withholding.person_id == person_id)
    order = found.order_by(col(Withholding.ended_on).is_not(None), col(Withholding.id).desc())
    return list(session.exec(order).all())


def running_for(session: Session, person_id: int, claim_ids: Iterable[int]) -> list[Withholding]:
    """Return the arrangements of a person that run now for any of these claims."""
    found = (
        select(Withholding)
        .join(WithholdingClaim, col(WithholdingClaim.withholding_id) == Withholding.id)
        .where(Withholding.person_id == person_id, col(Withholding.ended_on).is_(None))
        .where(col(WithholdingClaim.claim_id).in_(sorted(set(claim_ids))))
    )
    return list(session.exec(found.distinct()).all())


def claims_of(session: Session, made: Withholding) -> list[int]:
    """Return the ids of its claims."""
    found = select(WithholdingClaim.claim_id).where(WithholdingClaim.withholding_id == made.id)
    return list(session.exec(found.order_by(col(WithholdingClaim.claim_id))).all())


def amounts_of(session: Session, made: Withholding) -> list[WithholdingAmount]:
    """Return its amounts in the order in which they were set; the last one that began holds."""
    found = select(WithholdingAmount).where(WithholdingAmount.withholding_id == made.id)
    return list(session.exec(found.order_by(col(WithholdingAmount.no))).all())


def amount_on(session: Session, made: Withholding, on: date) -> WithholdingAmount | None:
    """Return the amount that holds on a day, if it began by then."""
    begun = [one for one in amounts_of(session, made) if one.from_on <= on]
    return begun[-1] if begun else None
