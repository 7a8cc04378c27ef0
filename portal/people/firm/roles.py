"""Who may act for a business: invited by whoever manages it, in a role, until a day.

The business names nobody by an identity number: it hands over a code, and whoever signs in and
types it takes the role. Every act they do bears both names.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from portal.errors import NotFound, NotNow
from portal.people import audit
from portal.people.acting import leave, reading
from portal.people.acting.models import Acting
from portal.people.actors import Actor, Permission
from portal.people.firm.models import ROLES, FirmInvitation
from portal.people.models import Person
from portal.people.refs import new_ref
from portal.record import find_one
from portal.tokens import Tokens

PURPOSE = "firm-invitation"
LENGTH = 12
CODE_DAYS = 14
"""Days a code can be used."""
MOST = 50
"""Invitations that are open at a time."""
_ADDED: dict[str, frozenset[Permission]] = {
    "see": frozenset({Permission.OWN_CLAIMS, Permission.OWN_CASES, Permission.FIRM_BOOKS}),
    "pay": frozenset({Permission.OWN_PAY}),
    "ask": frozenset({Permission.OWN_FILL, Permission.OWN_ASK}),
    "manage": frozenset({Permission.OWN_MANAGE, Permission.FIRM_MANAGE}),
}
RIGHTS: dict[str, frozenset[Permission]] = {
    role: frozenset().union(*(_ADDED[name] for name in ROLES[: place + 1]))
    for place, role in enumerate(ROLES)
}
"""The rights of each role: its own, and those of the roles before it."""


@dataclass(frozen=True)
class Member:
    """Someone who acts for a business."""

    ref: str
    name: str
    role: str
    until_on: date | None


def invite(
    session: Session,
    tokens: Tokens,
    actor: Actor,
    *,
    once: str,
    label: str,
    role: str,
    until_on: date | None,
    on: date,
    now: datetime,
) -> str:
    """Make an invitation and return its code, which is kept nowhere. Raises NotNow.

    `once` is drawn with the page: the same page sent twice makes one invitation.
    """
    actor.must(Permission.FIRM_MANAGE)
    code = tokens.code(PURPOSE, f"{actor.ref}:{once}", LENGTH)
    digest = tokens.digest(PURPOSE, code)
    is_known = select(FirmInvitation.id).where(FirmInvitation.code_digest == digest)
    if session.exec(is_known).first() is not None:
        return code
    if len(invitations(session, actor, on)) >= MOST:
        raise NotNow("error-firm-enough")
    last_of_code = on + timedelta(days=CODE_DAYS)
    made = FirmInvitation(
        ref=new_ref(),
        person_id=actor.id,
        label=label,
        role=role,
        code_digest=digest,
        made_at=now,
        made_by=actor.signature,
        code_until=min(last_of_code, until_on) if until_on else last_of_code,
        until_on=until_on,
    )
    session.add(made)
    session.flush()
    audit.record(session, now, actor.signature, "firm:invite", f"invitation:{made.ref}", role)
    return code


def join(
    session: Session, tokens: Tokens, actor: Actor, typed: str, *, on: date, now: datetime
) -> Acting | None:
    """Take the role of an invitation; None for a code that opens nothing.

    Who had a role in this business has the new one instead. Raises NotNow for one's own business.
    """
    if actor.is_staff or actor.helper is not None:
        return None
    bare = "".join(sign for sign in typed.upper() if sign.isalnum())
    wanted = col(FirmInvitation.code_digest).in_(tokens.digests(PURPOSE, bare))
    found = session.exec(select(FirmInvitation).where(wanted)).one_or_none()
    if found is None or found.ended_at is not None or on > found.code_until:
        return None
    firm, helper = (session.get_one(Person, id_) for id_ in (found.person_id, actor.id))
    for old in reading.of_principal(session, found.person_id, ("firm",)):
        if old.acting.helper_id == actor.id:
            leave.end(session, actor, old.acting, now=now)
    terms = leave.Terms(
        kind="firm",
        rights=RIGHTS[found.role],
        from_on=on,
        until_on=found.until_on,
        capacity=found.role,
        evidence=found.label,
    )
    acting = leave.give(session, actor, firm, helper, terms, now)
    found.acting_id, found.ended_at, found.ended_by = acting.id, now, actor.signature
    audit.record(session, now, actor.signature, "firm:join", f"invitation:{found.ref}", found.role)
    return acting


def take_back(session: Session, actor: Actor, ref: str, now: datetime) -> None:
    """Take an invitation back that nobody used. Raises NotFound."""
    actor.must(Permission.FIRM_MANAGE)
    wanted = FirmInvitation.ref == ref, FirmInvitation.person_id == actor.id
    found = find_one(session, select(FirmInvitation).where(*wanted))
    if found.ended_at is None:
        found.ended_at, found.ended_by = now, actor.signature
        audit.record(session, now, actor.signature, "firm:take-back", f"invitation:{ref}")


def end(session: Session, actor: Actor, ref: str, now: datetime) -> None:
    """End someone's role at once. Raises NotFound."""
    actor.must(Permission.FIRM_MANAGE)
    found = [
        one.acting
        for one in reading.of_principal(session, actor.id, ("firm",))
        if one.acting.ref == ref
    ]
    if not found:
        raise NotFound
    leave.end(session, actor, found[0], now=now)


def members(session: Session, actor: Actor, on: date) -> list[Member]:
    """Return who may act for a business on this day."""
    return [
        Member(one.acting.ref, one.helper.name, one.acting.capacity, one.acting.until_on)
        for one in reading.of_principal(session, actor.id, ("firm",))
        if one.helper is not None and reading.runs(one.acting, on)
    ]


def invitations(session: Session, actor: Actor, on: date) -> list[FirmInvitation]:
    """Return the invitations of a business that can still be used."""
    found = select(FirmInvitation).where(
        FirmInvitation.person_id == actor.id,
        col(FirmInvitation.ended_at).is_(None),
        FirmInvitation.code_until >= on,
    )
    return list(session.exec(found.order_by(col(FirmInvitation.id))).all())
