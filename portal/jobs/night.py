"""The night: every step of a day's due work, chunk by chunk, each chunk whole or not at all.

A step finds what is due by what the database holds, so that doing it again finds nothing. A night
that was killed is run again and ends the same.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import Table, func, select
from sqlmodel import Session

from portal.db import Database
from portal.errors import Conflict
from portal.ledger.tables import run
from portal.municipality import Municipality

ACTOR = "night"
CHUNK = 5_000
"""Rows of a chunk: large enough that a commit costs little, small enough to lose little."""
TRIES = 3
"""How often a chunk is begun that meets others who act on the same rows."""


@dataclass(frozen=True)
class Night:
    """What every step of one night knows."""

    town: Municipality
    on: date
    """The day whose work it is."""
    now: datetime


@dataclass(frozen=True)
class Chunk:
    """A part of a step: the rows whose ids lie between these two, both included."""

    first: int
    last: int


Work = Callable[[Session, Night, Chunk], int]
"""Does what is due among the rows of a chunk, in the unit of work it is given; says how much."""


@dataclass(frozen=True)
class Step:
    """One named kind of due work, over the rows of one table."""

    name: str
    over: Table
    work: Work


class Runner(Protocol):
    """Runs the chunks of a step, here or on many machines; comes back when all are done."""

    def run(self, step: Step, night: Night, chunks: Sequence[Chunk]) -> int | None:
        """Return how much was done, or None when only the workers know."""


class InProcess:
    """Runs chunk after chunk in this process, each in its own unit of work."""

    def __init__(self, database: Database, advance: Callable[[], None] = lambda: None) -> None:
        """`advance` is called after each chunk, for a progress bar."""
        self.database, self.advance = database, advance

    def run(self, step: Step, night: Night, chunks: Sequence[Chunk]) -> int:
        """Return how much was done."""
        done = 0
        for chunk in chunks:
            done += do_chunk(self.database, step.work, night, chunk)
            self.advance()
        return done


def do_chunk(database: Database, work: Work, night: Night, chunk: Chunk) -> int:
    """Do one chunk, and once more when somebody by day was first; return how much was done.

    Raises Conflict when others are first every time.
    """
    for _ in range(TRIES - 1):
        with suppress(Conflict), database.unit_of_work() as session:
            return work(session, night, chunk)
    with database.unit_of_work() as session:
        return work(session, night, chunk)


def run_night(
    database: Database, night: Night, steps: Sequence[Step], runner: Runner
) -> dict[str, int | None]:
    """Run all steps in order; return how much each did, by name."""
    done: dict[str, int | None] = {}
    for step in steps:
        with database.reading() as session:
            chunks = list(chunks_of(session, step.over))
        done[step.name] = runner.run(step, night, chunks)
    return done


def chunks_of(session: Session, table: Table, size: int = CHUNK) -> Iterator[Chunk]:
    """Cut a table into ranges of ids that do not overlap."""
    ends = select(func.min(table.c.id).label("first"), func.max(table.c.id).label("last"))
    found = run(session, ends).one()
    if found.first is None:
        return
    for start in range(found.first, found.last + 1, size):
        yield Chunk(start, min(start + size - 1, found.last))
