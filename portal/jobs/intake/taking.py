"""Taking a file: read first, then taken whole in one unit of work, and kept in a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath
from typing import BinaryIO

from sqlmodel import Session, col, select

from portal.jobs import half_came_in
from portal.jobs.intake.base import Means, Outcome, Take
from portal.jobs.intake.kinds import KINDS
from portal.jobs.intake.models import FileTaken
from portal.ledger.locks import lock_name
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.people.refs import new_ref
from portal.record import find_one

COMMAND = "import"
"""How the record names who gives a command."""
_CHUNK = 1 << 20
LONGEST_NAME = 80
MOST_NAMED = 300
"""Lines left out that are kept in words; all are counted."""


@dataclass(frozen=True)
class Ready:
    """A file that was read and holds no mistake that stops it."""

    kind: str
    name: str
    size: int
    digest: str
    means: Means
    take: Take


@dataclass(frozen=True)
class Done:
    """What became of it."""

    outcome: Outcome
    row: FileTaken
    """Of this time, or of the time before when nothing was new."""
    is_again: bool
    """Whether this very file was here before and nothing of it was new."""


def read(kind: str, means: Means, file: BinaryIO, name: str) -> Ready:
    """Read a file of a kind; nothing is written. Raises BadFile with all that is wrong with it."""
    digest, size = _digest(file), file.tell()
    file.seek(0)
    called = _called(name)
    return Ready(kind, called, size, digest, means, KINDS[kind](means, file, called))


def _digest(file: BinaryIO) -> str:
    found = sha256()
    while chunk := file.read(_CHUNK):
        found.update(chunk)
    return found.hexdigest()


def _called(name: str) -> str:
    """Its own name without folders or signs that cannot be seen, cut where it is very long."""
    own = PurePath(name.replace("\\", "/")).name
    return "".join(sign for sign in own if sign.isprintable())[-LONGEST_NAME:] or "-"


def take_as(session: Session, staff: Actor, ready: Ready) -> Done:
    """Take a file for a member of staff. Raises NotAllowed, and BadFile before anything is kept."""
    staff.must(Permission.FILE_TAKE)
    return take(session, ready)


def take(session: Session, ready: Ready) -> Done:
    """Take a file and keep that it was taken; again, with nothing new in it, that is not kept.

    Raises BadFile for what only the ledger can say is wrong; nothing of the file is taken then.
    """
    lock_name(session, f"file:{ready.digest}")
    before = _times(session, ready)
    outcome = ready.take(session)
    half_came_in.look(session, by=ready.means.actor, on=ready.means.today, now=ready.means.now)
    if before and not outcome.is_new:
        return Done(outcome, before[-1], is_again=True)
    return Done(outcome, _keep(session, ready, outcome, len(before) + 1), is_again=False)


def _times(session: Session, ready: Ready) -> Sequence[FileTaken]:
    same = select(FileTaken).where(FileTaken.kind == ready.kind, FileTaken.digest == ready.digest)
    return session.exec(same.order_by(col(FileTaken.turn))).all()


def _keep(session: Session, ready: Ready, outcome: Outcome, turn: int) -> FileTaken:
    means = ready.means
    row = FileTaken(
        ref=new_ref(),
        kind=ready.kind,
        name=ready.name,
        size=ready.size,
        digest=ready.digest,
        turn=turn,
        by=means.actor,
        taken_at=means.now,
        said={
            "counts": dict(outcome.counts),
            "left_out": list(outcome.left_out[:MOST_NAMED]),
            "many": len(outcome.left_out),
        },
    )
    session.add(row)
    session.flush()
    audit.record(session, means.now, means.actor, "file:take", f"file:{row.ref}", ready.kind)
    return row


def newest(session: Session, most: int) -> Sequence[FileTaken]:
    """Return the files that were taken last, the newest in front."""
    return session.exec(select(FileTaken).order_by(col(FileTaken.id).desc()).limit(most)).all()


def by_ref(session: Session, ref: str) -> FileTaken:
    """Return one file that was taken. Raises NotFound."""
    return find_one(session, select(FileTaken).where(FileTaken.ref == ref))
