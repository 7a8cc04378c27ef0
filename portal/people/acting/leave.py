"""Leave to act for someone: given, or accepted by staff, and ended.

Nobody acts for another before there is a row that runs; each step is an event with its author.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from portal.errors import NotFound, NotNow
from portal.people import audit
from portal.people.acting.models import Acting, ActingEvent, ActingScope
from portal.people.actors import Actor, Permission, Scope
from portal.people.models import Person
from portal.people.refs import new_ref
from portal.record import change_row


@dataclass(frozen=True)
class Terms:
    """What a leave is for."""

    kind: str
    rights: frozenset[Permission]
    from_on: date
    until_on: date | None = None
    """The last day; None until it is ended."""
    capacity: str = ""
    evidence: str = ""
    only: Scope | None = None


def give(
    session: Session,
    by: Actor,
    principal: Person,
    helper: Person | None,
    terms: Terms,
    now: datetime,
) -> Acting:
    """Keep a leave, which runs from its first day on. The caller saw to it that `by` may give it.

    Raises NotNow when there is one of this kind between these two already, or both are one.
    """
    assert principal.id is not None
    helper_id = helper.id if helper is not None else None
    if helper_id == principal.id:
        raise NotNow("error-acting-self")
    if helper_id is not None:
        _make_room(session, by, _there(session, principal.id, helper_id, terms.kind), terms, now)
    made = Acting(
        ref=new_ref(),
        principal_id=principal.id,
        helper_id=helper_id,
        kind=terms.kind,
        capacity=terms.capacity,
        rights=sorted(right.value for right in terms.rights),
        is_limited=terms.only is not None,
        from_on=terms.from_on,
        until_on=terms.until_on,
        evidence=terms.evidence,
        state="runs",
    )
    session.add(made)
    session.flush()
    if terms.only is not None:
        widen(session, made, terms.only)
    _note(session, made, "accepted" if by.is_staff else "given", by, now)
    return made


def widen(session: Session, acting: Acting, more: Scope) -> None:
    """Let a limited leave be about these records too."""
    assert acting.id is not None
    for what, refs in (("claim", more.claims), ("case", more.cases)):
        session.add_all(ActingScope(acting_id=acting.id, what=what, ref=one) for one in refs)
    session.flush()


def end(session: Session, by: Actor, acting: Acting, *, now: datetime, reason: str = "") -> None:
    """End it at once, as the one it is about, the helper, or staff. Ended twice is ended once.

    Raises NotFound for anyone else.
    """
    if by.is_staff:
        by.must(Permission.CLAIM_CHANGE)
    elif not _may_end(by, acting):
        raise NotFound
    if acting.state != "runs":
        return
    change_row(session, acting, acting.version, state="ended")
    _note(session, acting, "ended", by, now, reason)


def _may_end(by: Actor, acting: Acting) -> bool:
    """Whether it is theirs to end; a helper ends it only where they manage a business."""
    if by.helper is None:
        return by.id in (acting.principal_id, acting.helper_id)
    of_firm = acting.kind == "firm" and by.id == acting.principal_id
    return of_firm and by.may(Permission.FIRM_MANAGE)


def events_of(session: Session, acting_ids: Iterable[int]) -> dict[int, list[ActingEvent]]:
    """Return what happened to each of these, oldest first."""
    found: dict[int, list[ActingEvent]] = {}
    wanted = select(ActingEvent).where(col(ActingEvent.acting_id).in_(sorted(set(acting_ids))))
    for event in session.exec(wanted.order_by(col(ActingEvent.id))):
        found.setdefault(event.acting_id, []).append(event)
    return found


def _make_room(
    session: Session, by: Actor, there: Acting | None, terms: Terms, now: datetime
) -> None:
    """Close one that ran out before this one begins. Raises NotNow for one that still holds."""
    if there is None:
        return
    if there.until_on is None or there.until_on >= terms.from_on:
        raise NotNow("error-acting-there")
    change_row(session, there, there.version, state="ended")
    _note(session, there, "ended", by, now)


def _there(session: Session, principal_id: int, helper_id: int, kind: str) -> Acting | None:
    found = select(Acting).where(
        Acting.principal_id == principal_id,
        Acting.helper_id == helper_id,
        Acting.kind == kind,
        Acting.state == "runs",
    )
    return session.exec(found).one_or_none()


def _note(
    session: Session, acting: Acting, kind: str, by: Actor, now: datetime, reason: str = ""
) -> None:
    assert acting.id is not None
    session.add(
        ActingEvent(acting_id=acting.id, kind=kind, at=now, actor=by.signature, reason=reason)
    )
    session.flush()
    audit.record(session, now, by.signature, f"acting:{kind}", f"acting:{acting.ref}", acting.kind)
