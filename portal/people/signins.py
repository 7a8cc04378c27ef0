"""Sign-ins on the server: the cookie carries a random secret, the database only its digest."""

import secrets
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlalchemy import select as rows_of
from sqlmodel import Session, SQLModel, col, select

from portal.db import connection_of
from portal.errors import NotFound
from portal.fixed import Fixed
from portal.people.acting import reading, visits
from portal.people.acting.models import ActingNow
from portal.people.actors import Actor
from portal.people.models import Person, SignIn, StaffMember
from portal.people.signing.models import SignInProof
from portal.ports import Identity
from portal.tokens import digest_of

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
SEEN_STEP = timedelta(minutes=1)
"""How old `seen_at` may grow before it is written again; spares a write per page."""

SIGN_IN, PERSON, STAFF, ACTING = (
    SQLModel.metadata.tables[name] for name in ("sign_in", "person", "staff_member", "acting_now")
)
_OF_SECRET = Fixed(
    rows_of(
        *(SIGN_IN.c[name] for name in ("seen_at", "started_at", "person_id", "staff_id")),
        *(PERSON.c[name] for name in ("ref", "name", "kind", "language")),
        *(STAFF.c[name].label(f"staff_{name}") for name in ("ref", "name")),
        *(STAFF.c[name] for name in ("role", "unit", "ended_on")),
        ACTING.c.acting_id,
    )
    .select_from(SIGN_IN)
    .outerjoin(PERSON, PERSON.c.id == SIGN_IN.c.person_id)
    .outerjoin(STAFF, STAFF.c.id == SIGN_IN.c.staff_id)
    .outerjoin(ACTING, ACTING.c.digest == SIGN_IN.c.digest)
    .where(SIGN_IN.c.digest == bindparam("digest"), SIGN_IN.c.ended_at.is_(None))
)
"""Who a secret stands for; rows and not entities, since it is asked for every page."""


class Found(NamedTuple):
    """Who a secret stands for."""

    actor: Actor
    is_due: bool
    """Whether to note that the sign-in is in use."""
    ends_at: datetime
    """When it is over, if nothing is done."""


def begin(session: Session, identity: Identity, now: datetime, device: str = "") -> str:
    """Start a sign-in and return its secret for the cookie. Raises NotFound."""
    if identity.kind == "staff":
        member = session.exec(
            select(StaffMember).where(
                StaffMember.ref == identity.subject, col(StaffMember.ended_on).is_(None)
            )
        ).one_or_none()
        person = None
    else:
        member = None
        person = session.exec(select(Person).where(Person.ref == identity.subject)).one_or_none()
    if member is None and person is None:
        raise NotFound
    secret = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            digest=digest_of(secret),
            person_id=person.id if person else None,
            staff_id=member.id if member else None,
            started_at=now,
            seen_at=now,
            device=device,
        )
    )
    return secret


def actor_of(session: Session, secret: str, now: datetime, on: date) -> Found | None:
    """Return who this secret stands for, or None when it has ended.

    Who acts for another under a leave that holds is that other one, with themselves as helper.
    `on` is the day in the municipality's country, which begins before that of `now`.
    """
    found = _OF_SECRET.send(connection_of(session), {"digest": digest_of(secret)})
    row = found.one_or_none()
    if row is None:
        return _helper(session, secret, now)
    ends_at = min(row.seen_at + IDLE, row.started_at + LONGEST)
    if ends_at < now:
        return None
    is_due = now - row.seen_at > SEEN_STEP
    if row.person_id is None:
        if row.ended_on is not None:
            return None
        member = Actor(row.staff_id, row.staff_ref, row.staff_name, row.role, unit=row.unit)
        return Found(member, is_due, ends_at)
    other = None
    if row.acting_id is not None:
        person = session.get_one(Person, row.person_id)
        other = reading.acts_for(session, person, row.acting_id, on)
    own = Actor(row.person_id, row.ref, row.name, row.kind, row.language)
    return Found(other or own, is_due, ends_at)


def _helper(session: Session, secret: str, now: datetime) -> Found | None:
    """Who came in with a code, acting for whoever lent it."""
    found = visits.actor_of(session, secret, now, IDLE, LONGEST)
    if found is None:
        return None
    actor, seen_at, ends_at = found
    return Found(actor, now - seen_at > SEEN_STEP, ends_at)


def switch(session: Session, secret: str, acting_ref: str | None, now: datetime, on: date) -> str:
    """Act for someone under this leave, or for oneself again; return the new secret.

    The old secret opens nothing any more; the time the sign-in began stays. Raises NotFound when
    the sign-in has ended, or the leave is not one that holds for this person now.
    """
    old = session.get(SignIn, digest_of(secret))
    if old is None or old.ended_at is not None or old.person_id is None:
        raise NotFound
    acting_id = None
    if acting_ref is not None:
        acting_id = reading.by_ref(session, acting_ref).acting.id
        person = session.get_one(Person, old.person_id)
        if acting_id is None or reading.acts_for(session, person, acting_id, on) is None:
            raise NotFound
    return _anew(session, old, acting_id, now)


def renew(session: Session, digest: str, now: datetime) -> str:
    """Give the sign-in of this digest a new secret: its holder proved anew who they are.

    The old secret opens nothing any more; whom they act for and the time it began stay. Raises
    NotFound when the sign-in has ended.
    """
    old = session.get(SignIn, digest)
    if old is None or old.ended_at is not None:
        raise NotFound
    acting = session.get(ActingNow, digest)
    return _anew(session, old, acting.acting_id if acting else None, now)


def _anew(session: Session, old: SignIn, acting_id: int | None, now: datetime) -> str:
    """End a sign-in and return the secret of one that takes its place, with what was proven."""
    fresh = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            digest=digest_of(fresh),
            person_id=old.person_id,
            staff_id=old.staff_id,
            started_at=old.started_at,
            seen_at=now,
            device=old.device,
        )
    )
    old.ended_at = now
    session.flush()
    proof = session.get(SignInProof, old.digest)
    if proof is not None:
        session.add(SignInProof(**proof.model_dump(exclude={"digest"}), digest=digest_of(fresh)))
    if acting_id is not None:
        session.add(ActingNow(digest=digest_of(fresh), acting_id=acting_id))
    session.flush()
    return fresh


def seen(session: Session, secret: str, now: datetime) -> None:
    """Note that the sign-in is still in use."""
    sign_in = session.get(SignIn, digest_of(secret)) or visits.find(session, secret)
    if sign_in is not None and sign_in.ended_at is None:
        sign_in.seen_at = now


def end(session: Session, secret: str, now: datetime) -> None:
    """End the sign-in; the secret opens nothing any more."""
    sign_in = session.get(SignIn, digest_of(secret)) or visits.find(session, secret)
    if sign_in is not None and sign_in.ended_at is None:
        sign_in.ended_at = now
