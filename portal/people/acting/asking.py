"""Saying that one may act for another, with what shows it: staff look at it and answer.

Either side may say so. What is answered to who asks never tells whether the other is known here.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from portal.errors import NotFound, NotNow
from portal.people import audit, identity
from portal.people.acting import leave
from portal.people.acting.models import Acting, ActingAsk
from portal.people.actors import RESIDENT, Actor, Permission
from portal.people.evidence import keeping
from portal.people.evidence.models import TAKEN_BACK
from portal.people.models import Person
from portal.people.outbox import tell
from portal.people.refs import new_ref
from portal.record import add_row, change_row, find_one

CAPACITIES = {"authorised": "standing", "administrator": "guardian", "mentor": "guardian"}
"""As what one can act, and which kind of leave that is: with a mandate (machtiging, fuldmagt), as
administrator of somebody's money (bewindvoerder, økonomisk værge), or as mentor (mentor, personlig
værge)."""
RIGHTS: dict[str, frozenset[Permission]] = {
    "look": frozenset({Permission.OWN_CASES, Permission.OWN_CLAIMS}),
    "ask": frozenset(
        {
            Permission.OWN_ASK,
            Permission.OWN_CASES,
            Permission.OWN_CLAIMS,
            Permission.OWN_FILL,
        }
    ),
    "everything": RESIDENT - {Permission.OWN_SWITCH},
}
"""What can be left to a helper, by its name in the form."""
MOST_OPEN = 5
"""Of one person, at a time."""


@dataclass(frozen=True)
class Other:
    """The other side, as the one who asks wrote it; the number is not kept."""

    scheme: str
    number: str
    name: str


@dataclass(frozen=True)
class Wanted:
    """What somebody asks to have registered."""

    asked_as: str
    """`principal` or `helper`: which side the one who asks is."""
    other: Other
    capacity: str
    rights: str
    """A name of RIGHTS."""
    evidence: str
    paper: str
    until_on: date | None
    once: str


def ask(session: Session, asker: Actor, wanted: Wanted, key: str, now: datetime) -> ActingAsk:
    """Keep what is asked, for staff to look at. `key` is that of identity numbers.

    Raises NotAllowed, also for who acts for another just now, and NotNow.
    """
    asker.must(Permission.OWN_MANAGE)
    if asker.helper is not None:
        raise NotNow("error-acting-as-yourself")
    once = f"{asker.ref}:{wanted.once}"
    there = session.exec(select(ActingAsk).where(ActingAsk.once == once)).one_or_none()
    if there is not None:
        return there
    digest = identity.digest(wanted.other.number, wanted.other.scheme, key)
    if identity.is_under(session.get_one(Person, asker.id).identity_digest, digest):
        raise NotNow("error-acting-self")
    if sum(one.state == "asked" for one in asked_by(session, asker.id)) >= MOST_OPEN:
        raise NotNow("error-acting-enough")
    made = ActingAsk(
        ref=new_ref(),
        once=once,
        asker_id=asker.id,
        asked_as=wanted.asked_as,
        other_scheme=wanted.other.scheme,
        other_digest=digest.kept,
        other_name=wanted.other.name,
        kind=CAPACITIES[wanted.capacity],
        capacity=wanted.capacity,
        rights=sorted(right.value for right in RIGHTS[wanted.rights]),
        until_on=wanted.until_on,
        evidence=wanted.evidence,
        paper=wanted.paper,
        asked_at=now,
    )
    session.add(made)
    session.flush()
    audit.record(session, now, asker.signature, "acting:ask", f"acting-ask:{made.ref}", made.kind)
    return made


def asked_by(session: Session, person_id: int) -> list[ActingAsk]:
    """Return what a person asked to have registered, the newest in front."""
    found = select(ActingAsk).where(ActingAsk.asker_id == person_id)
    return list(session.exec(found.order_by(col(ActingAsk.id).desc())).all())


def own(session: Session, asker: Actor, ref: str) -> ActingAsk:
    """Return what somebody asked. Raises NotFound."""
    for one in asked_by(session, asker.id):
        if one.ref == ref:
            return one
    raise NotFound


def about(ask: ActingAsk) -> str:
    """Return how files name what was asked."""
    return f"mandate:{ask.ref}"


def waiting(session: Session, staff: Actor, most: int = 100) -> list[ActingAsk]:
    """Return what waits for staff, the oldest in front. Raises NotAllowed."""
    staff.must(Permission.PERSON_READ)
    found = select(ActingAsk).where(ActingAsk.state == "asked")
    return list(session.exec(found.order_by(col(ActingAsk.id)).limit(most)).all())


def count(session: Session) -> int:
    """Return how many wait for staff."""
    return session.exec(select(func.count()).where(ActingAsk.state == "asked")).one()


def for_staff(session: Session, staff: Actor, ref: str) -> tuple[ActingAsk, Person, Person | None]:
    """Return one with who asked, and the other if known here. Raises NotAllowed, NotFound."""
    staff.must(Permission.PERSON_READ)
    found = find_one(session, select(ActingAsk).where(ActingAsk.ref == ref))
    return found, session.get_one(Person, found.asker_id), _other(session, found)


def withdraw(session: Session, asker: Actor, ref: str, now: datetime) -> list[str]:
    """Ask it no more; return the names of its files, which the caller throws out of the store.

    Raises NotFound; NotNow when it was answered.
    """
    asker.must(Permission.OWN_MANAGE)
    one = own(session, asker, ref)
    _move(session, one, one.version, state="withdrawn")
    audit.record(session, now, asker.signature, "acting:withdraw", f"acting-ask:{ref}")
    return keeping.let_go(session, about(one), now, TAKEN_BACK)


def accept(
    session: Session,
    staff: Actor,
    found: ActingAsk,
    *,
    seen: int,
    until_on: date | None,
    language: str,
    on: date,
    now: datetime,
) -> Acting:
    """Let the one act for the other from today, through the last day named; both are told.

    Who is not known here yet is from now on, under the name that stands on the paper. Raises
    NotAllowed, NotNow, Conflict.
    """
    staff.must(Permission.CLAIM_CHANGE)
    if until_on is not None and until_on < on:
        raise NotNow("error-acting-past")
    asker = session.get_one(Person, found.asker_id)
    other = _other(session, found) or _made(session, found, language)
    principal, helper = (asker, other) if found.asked_as == "principal" else (other, asker)
    rights = frozenset(Permission(right) for right in found.rights)
    terms = leave.Terms(found.kind, rights, on, until_on, found.capacity)
    made = leave.give(session, staff, principal, helper, terms, now)
    _move(
        session,
        found,
        seen,
        state="accepted",
        acting_id=made.id,
        answered_by=staff.id,
        answered_at=now,
    )
    keeping.close(session, about(found), on)
    told = {"helper": helper.name, "name": principal.name}
    for person in (principal, helper):
        _tell(session, f"acting:{made.ref}:{person.ref}", person, "acting-accepted", told, on, now)
    return made


def decline(
    session: Session,
    staff: Actor,
    found: ActingAsk,
    *,
    seen: int,
    reason: str,
    on: date,
    now: datetime,
) -> None:
    """Do not accept it, with the reason in a person's words, which who asked reads.

    Raises NotAllowed, NotNow, Conflict.
    """
    staff.must(Permission.CLAIM_CHANGE)
    if not reason.strip():
        raise NotNow("error-reason-needed")
    answered = {"answered_by": staff.id, "answered_at": now}
    _move(session, found, seen, state="declined", reason=reason, **answered)
    keeping.close(session, about(found), on)
    audit.record(session, now, staff.signature, "acting:decline", f"acting-ask:{found.ref}")
    asker = session.get_one(Person, found.asker_id)
    _tell(session, f"acting-ask:{found.ref}", asker, "acting-declined", {}, on, now)


def end(session: Session, by: Actor, acting: Acting, *, on: date, now: datetime) -> None:
    """End a leave at once, and tell both. Raises NotFound for who has no say in it."""
    was = acting.state
    leave.end(session, by, acting, now=now)
    if was == "ended" or acting.helper_id is None:
        return
    principal, helper = (
        session.get_one(Person, one) for one in (acting.principal_id, acting.helper_id)
    )
    told = {"helper": helper.name, "name": principal.name}
    for person in (principal, helper):
        key = f"acting-end:{acting.ref}:{person.ref}"
        _tell(session, key, person, "acting-ended", told, on, now)


def _other(session: Session, found: ActingAsk) -> Person | None:
    digest = identity.Digest.read(found.other_digest)
    return identity.find_all(session, [digest]).get(digest)


def _made(session: Session, found: ActingAsk, language: str) -> Person:
    """Someone new, under the name that staff saw on the paper."""
    person = Person(
        ref=new_ref(),
        kind=identity.DEBTOR_KINDS[found.other_scheme],
        name=found.other_name,
        language=language,
        identity_scheme=found.other_scheme,
        identity_digest=str(identity.Digest.read(found.other_digest)),
    )
    return add_row(session, person)


def _move(session: Session, found: ActingAsk, seen: int, **changes: object) -> None:
    """Change it as it was seen. Raises NotNow when it was answered, Conflict when it changed."""
    if found.state != "asked":
        raise NotNow("error-acting-answered")
    change_row(session, found, seen, **changes)


def _tell(
    session: Session,
    key: str,
    person: Person,
    kind: str,
    content: dict[str, str],
    on: date,
    now: datetime,
) -> None:
    assert person.id is not None
    tell(session, key=key, person_id=person.id, kind=kind, made_on=on, now=now, content=content)
