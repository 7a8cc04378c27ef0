"""Files that staff save for other systems: what is in them, and who took them."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TextIO

from sqlmodel import Session

from portal.jobs.handover import files
from portal.ledger import export
from portal.people import audit
from portal.people.actors import Actor, Permission

Rows = Iterator[Sequence[str]]


def _changes(session: Session, first: date) -> Rows:
    yield files.CHANGE_COLUMNS
    yield from files.changes(session, first)


KINDS: Mapping[str, Callable[[Session, date], Rows]] = {
    "claims": lambda session, _: export.claims(session),
    "ledger": lambda session, _: export.ledger(session),
    "changes": _changes,
}
"""`changes` holds what staff changed at the collector since a day."""


def note(session: Session, staff: Actor, kind: str, now: datetime) -> None:
    """Keep who saves a file. Raises NotAllowed."""
    staff.must(Permission.FILE_GIVE)
    audit.record(session, now, staff.signature, "file:give", f"file:{kind}")


def write(session: Session, kind: str, first: date, to: TextIO) -> None:
    """Write a file of a kind, all of one moment."""
    export.of_one_moment(session)
    rows = KINDS[kind](session, first)
    csv.writer(to, delimiter=";", lineterminator="\n").writerows(rows)
