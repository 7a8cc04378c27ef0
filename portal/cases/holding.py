"""Staff let nothing get worse for someone for a while, and say why; and end that again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, or_, select

from portal.errors import NotFound, NotNow
from portal.ledger import claims as ledger_claims
from portal.ledger import holds
from portal.ledger.claims import ClaimView
from portal.ledger.debtors import debtors_of
from portal.ledger.models import Claim
from portal.ledger.records import Hold
from portal.people import directory, outbox
from portal.people.actors import Actor, Permission
from portal.people.closed import closed_to
from portal.people.models import Person

KINDS = ("social", "objection", "dispute", "arrangement")
"""What staff can hold something up for; the other kinds come with acts of their own."""
ENDING = ("social",)
"""Kinds that have a last day, so that somebody looks again."""


@dataclass(frozen=True)
class Wanted:
    """A hold as a member of staff asks for it."""

    key: str
    """Drawn with the form, so that sending it twice places one."""
    kind: str
    reason: str
    claim_ref: str = ""
    """Empty: for all claims of the person, those to come too."""
    until_on: date | None = None


def place(
    session: Session, staff: Actor, person_ref: str, wanted: Wanted, *, on: date, now: datetime
) -> Hold:
    """Hold up a person's claims, or one.

    Raises NotAllowed, NotFound, and NotNow for a past day, or social considerations without an end.
    """
    staff.must(Permission.HOLD_PLACE)
    person = directory.by_ref(session, staff, person_ref)
    assert person.id is not None
    if wanted.until_on is not None and wanted.until_on < on:
        raise NotNow("error-day-past")
    if wanted.kind in ENDING and wanted.until_on is None:
        raise NotNow("error-hold-end")
    claim = _claim(session, person, wanted.claim_ref, on) if wanted.claim_ref else None
    return holds.place(
        session,
        key=f"staff:{wanted.key}",
        kind=wanted.kind,
        reason=wanted.reason,
        from_on=on,
        until_on=wanted.until_on,
        by=staff.signature,
        now=now,
        claim_id=claim.id if claim else None,
        person_id=None if claim else person.id,
    )


def lift(session: Session, staff: Actor, hold: Hold, *, on: date, now: datetime) -> None:
    """End a hold today, and tell whom it was about. Raises NotAllowed, NotNow when it had ended."""
    staff.must(Permission.HOLD_PLACE)
    assert hold.id is not None
    holds.lift(session, hold.id, on=on, by=staff.signature, now=now)
    for person_id in _about(session, hold):
        outbox.tell(
            session,
            key=f"hold-ended:{hold.id}:{person_id}",
            person_id=person_id,
            kind="hold-ended",
            made_on=on,
            now=now,
            content={"day": on.isoformat()},
        )


def _about(session: Session, hold: Hold) -> list[int]:
    if hold.claim_id is None:
        return [hold.person_id] if hold.person_id else []
    return debtors_of(session, [hold.claim_id])[hold.claim_id]


def of_person(session: Session, person: Person, on: date) -> list[Hold]:
    """Return the holds that are open for a person or on a claim they owe, oldest first."""
    assert person.id is not None
    ids = [view.id for view in ledger_claims.views(session, person.id, on)]
    about = or_(Hold.person_id == person.id, col(Hold.claim_id).in_(ids))
    found = session.exec(select(Hold).where(about).order_by(col(Hold.id))).all()
    return [hold for hold in found if holds.is_open(hold, on)]


def one_of(session: Session, person: Person, hold_id: int, on: date) -> Hold:
    """Return one open hold of a person that staff may end here. Raises NotFound."""
    for hold in of_person(session, person, on):
        if hold.id == hold_id and hold.kind in KINDS and not request_of(hold):
            return hold
    raise NotFound


def request_of(hold: Hold) -> str:
    """Return the ref of the request that placed a hold; empty for one of staff.

    It ends on the page of the request, where staff say why and the person reads it.
    """
    return hold.reason.removeprefix("case:") if hold.key.startswith("case:") else ""


def claims_to_hold(session: Session, person: Person, on: date) -> Sequence[ClaimView]:
    """Return the claims of a person that are still here and of which something is left."""
    assert person.id is not None
    views = ledger_claims.views(session, person.id, on)
    return [view for view in views if view.takes_money]


def _claim(session: Session, person: Person, ref: str, on: date) -> ClaimView:
    for view in claims_to_hold(session, person, on):
        if view.ref == ref:
            return view
    raise NotFound


@dataclass(frozen=True)
class Listed:
    """An open hold with whom it is about."""

    hold: Hold
    person: Person
    claim: Claim | None
    """None: all claims of the person."""


def ending(session: Session, staff: Actor, on: date, before: date, most: int) -> list[Listed]:
    """Return the holds staff placed that end before a day, the soonest in front. NotAllowed."""
    staff.must(Permission.HOLD_PLACE)
    who = func.coalesce(col(Hold.person_id), col(Claim.person_id))
    found = (
        select(Hold, Person, Claim)
        .join(Claim, col(Claim.id) == Hold.claim_id, isouter=True)
        .join(Person, col(Person.id) == who)
        .where(
            col(Hold.kind).in_(KINDS),
            col(Hold.from_on) <= on,
            col(Hold.until_on).between(on, before),
            or_(col(Hold.lifted_on).is_(None), col(Hold.lifted_on) > on),
            who.not_in(closed_to(staff)),
        )
        .order_by(col(Hold.until_on), col(Hold.id))
        .limit(most)
    )
    return [Listed(*row) for row in session.exec(found).all()]
