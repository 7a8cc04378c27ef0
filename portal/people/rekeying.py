"""When a key takes over: what lies under keys of before moves to the newest, a batch at a time.

Each batch is kept whole; stopped in between, the next run goes on where this one was.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select, update

from portal.people import identity, vault
from portal.people.acting.models import ActingAsk
from portal.people.models import Person
from portal.people.vault import SealedNumber
from portal.sealing import CannotOpen, Sealer

Change = Callable[[str], str]
"""From what was kept of a digest to what is kept from now on."""
BATCH = 1_000
"""People in one unit of work."""


@dataclass(frozen=True)
class Batch:
    """What one batch did."""

    last: int
    """The id of the last person looked at; 0 when there was none left."""
    done: int = 0
    stuck: Sequence[str] = ()
    """References of people whose row could not be moved."""


def index_batch(session: Session, key: str, after: int) -> Batch:
    """Move digests of people to the newest key. Stuck: somebody who is here twice."""
    old = ~col(Person.identity_digest).startswith(identity.mark(key), autoescape=True)
    wanted = select(Person).where(old, col(Person.id) > after).order_by(col(Person.id))
    people = session.exec(wanted.limit(BATCH).with_for_update()).all()
    fresh = {person.ref: identity.renewed(person.identity_digest, key) for person in people}
    there = _there(session, [str(one) for one in fresh.values()])
    stuck = [person.ref for person in people if fresh[person.ref] in there]
    moving = [person for person in people if person.ref not in stuck]
    for person in moving:
        person.identity_digest = str(fresh[person.ref])
    last = people[-1].id if people else 0
    return Batch(last or 0, len(moving), stuck)


def _there(session: Session, digests: Sequence[str]) -> set[str]:
    found = select(Person.identity_digest).where(col(Person.identity_digest).in_(digests))
    return set(session.exec(found))


def asks(session: Session, wanted: Change) -> None:
    """Change the digests that asks to act for somebody hold."""
    for ask in session.exec(select(ActingAsk)).all():
        fresh = wanted(ask.other_digest)
        if fresh != ask.other_digest:
            moved = update(ActingAsk).where(col(ActingAsk.id) == ask.id)
            session.exec(moved.values(other_digest=fresh))


def widened(kept: str, key: str) -> str:
    """Return what was kept of a digest so that it finds a person under old and new keys alike."""
    return identity.renewed(identity.Digest.read(kept).versions[-1], key).kept


def narrowed(kept: str) -> str:
    """Return what was kept of a digest under the newest key alone."""
    return str(identity.Digest.read(kept))


def vault_batch(session: Session, sealer: Sealer, after: int) -> Batch:
    """Seal numbers anew with the newest key. Stuck: those that no key here opens."""
    wanted = (
        select(Person, SealedNumber)
        .join(SealedNumber, col(SealedNumber.person_id) == col(Person.id))
        .where(SealedNumber.key != sealer.newest, col(Person.id) > after)
        .order_by(col(Person.id))
    )
    rows = session.exec(wanted.limit(BATCH).with_for_update()).all()
    stuck = []
    for person, row in rows:
        place = vault.place(person)
        try:
            row.sealed = sealer.seal(sealer.open(row.key, row.sealed, place), place)
            row.key = sealer.newest
        except CannotOpen:
            stuck.append(person.ref)
    last = rows[-1][0].id if rows else 0
    return Batch(last or 0, len(rows) - len(stuck), stuck)


def sealed_by_key(session: Session) -> list[tuple[str, int]]:
    """Return how many numbers each key seals, by the name of the key."""
    counted = select(SealedNumber.key, func.count()).group_by(col(SealedNumber.key))
    return [(name, int(count)) for name, count in session.exec(counted.order_by("key")).all()]


def under_older(session: Session, key: str) -> int:
    """Return how many people are found by a digest under a key of before."""
    is_old: ColumnElement[bool] = ~col(Person.identity_digest).startswith(
        identity.mark(key), autoescape=True
    )
    return int(session.exec(select(func.count()).select_from(Person).where(is_old)).one())
