"""Taking a file in, finding it again, taking it back."""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select, update

from portal.errors import NotFound
from portal.people import audit
from portal.people.actors import Actor
from portal.people.evidence.models import DISCARDED, TAKEN_BACK, Evidence
from portal.people.refs import new_ref
from portal.ports.files import Cleaned, FileNotTaken, FileParts, FileStore, Limits
from portal.record import find_one

LONGEST_NAME = 60
SMALL = ".s"
"""The ending of the small picture's name."""


@dataclass
class Ready:
    """A file that was scanned, made anew and lies in the store, and belongs to nothing yet."""

    cleaned: Cleaned
    stored: str
    scanner: str
    name: str
    """As its sender called it."""
    is_kept: bool = False

    @property
    def digest(self) -> str:
        """Return the digest of the file as it is kept."""
        return hashlib.sha256(self.cleaned.content).hexdigest()


@contextmanager
def made_ready(parts: FileParts, content: bytes, name: str, limits: Limits) -> Iterator[Ready]:
    """Scan a file, make it anew and put it in the store, before the unit of work that keeps it.

    When that fails, or does not keep it, the file is thrown away. Raises FileNotTaken.
    """
    if len(content) <= limits.most_bytes:
        parts.scanner.scan(content)
    ready = Ready(
        parts.cleaner.clean(content, limits), secrets.token_urlsafe(24), parts.scanner.name, name
    )
    try:
        parts.store.write(ready.stored, ready.cleaned.content)
        if ready.cleaned.thumbnail:
            parts.store.write(ready.stored + SMALL, ready.cleaned.thumbnail)
        yield ready
    except BaseException:
        throw_away(parts.store, ready.stored)
        raise
    if not ready.is_kept:
        throw_away(parts.store, ready.stored)


def keep(
    session: Session,
    actor: Actor,
    ready: Ready,
    *,
    about: str,
    person_id: int,
    most: int,
    now: datetime,
) -> Evidence | None:
    """Keep a file with what it is about; None when the very same is there already.

    Raises FileNotTaken when there are `most` of them.
    """
    there = of(session, about)
    if ready.digest in {one.digest for one in there}:
        return None
    if len(there) >= most:
        raise FileNotTaken("evidence-too-many")
    made = Evidence(
        ref=new_ref(),
        person_id=person_id,
        about=about,
        name=_short(ready.name),
        kind=ready.cleaned.kind,
        pages=ready.cleaned.pages,
        size=len(ready.cleaned.content),
        digest=ready.digest,
        stored=ready.stored,
        has_thumbnail=bool(ready.cleaned.thumbnail),
        scanner=ready.scanner,
        added_by=actor.signature,
        added_at=now,
    )
    session.add(made)
    session.flush()
    ready.is_kept = True
    audit.record(session, now, actor.signature, "evidence:add", about, made.ref)
    return made


def _short(name: str) -> str:
    """Return the name a file had, without folders and odd signs, and not too long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in last if sign.isprintable()).strip()[:LONGEST_NAME]


def of(session: Session, about: str) -> list[Evidence]:
    """Return the files that are there, in the order they came."""
    found = select(Evidence).where(Evidence.about == about, col(Evidence.removed_at).is_(None))
    return list(session.exec(found.order_by(col(Evidence.id))).all())


def one_of(session: Session, about: str, ref: str) -> Evidence:
    """Return a file of this subject. Raises NotFound, also when it is gone."""
    found = select(Evidence).where(Evidence.about == about, Evidence.ref == ref)
    return find_one(session, found.where(col(Evidence.removed_at).is_(None)))


def content(store: FileStore, row: Evidence, *, small: bool = False) -> bytes:
    """Return a file, or its small picture. Raises NotFound when the store has it no more."""
    found = store.read(row.stored + SMALL if small else row.stored)
    if found is None or not (small or hashlib.sha256(found).hexdigest() == row.digest):
        raise NotFound
    return found


def take_back(session: Session, actor: Actor, row: Evidence, now: datetime) -> None:
    """Take a file back. The caller throws it out of the store once this is kept."""
    _remove(session, (row.stored,), TAKEN_BACK, now)
    audit.record(session, now, actor.signature, "evidence:take-back", row.about, row.ref)


def let_go(session: Session, about: str, now: datetime, why: str = DISCARDED) -> list[str]:
    """Let all files of a subject go; return their names in the store, to be thrown away."""
    names = [row.stored for row in of(session, about)]
    _remove(session, names, why, now)
    return names


def _remove(session: Session, names: Sequence[str], why: str, now: datetime) -> None:
    session.exec(
        update(Evidence)
        .where(col(Evidence.stored).in_(names))
        .values(removed_at=now, removed_why=why, name="", is_missing=False)
    )


def close(session: Session, about: str, on: date) -> None:
    """Note that a subject other than a request is over: the time of its files begins to run."""
    session.exec(
        update(Evidence)
        .where(col(Evidence.about) == about, col(Evidence.closed_on).is_(None))
        .values(closed_on=on)
    )


def throw_away(store: FileStore, *names: str) -> None:
    """Throw files out of the store, with their small pictures."""
    for name in names:
        store.delete(name)
        store.delete(name + SMALL)
