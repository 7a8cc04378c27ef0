"""Files and rows held against each other: what a fault left behind is put right in the night."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select, update

from portal.db import Database
from portal.people.evidence.keeping import SMALL
from portal.people.evidence.models import Evidence
from portal.ports.files import FileStore

YOUNG = timedelta(hours=6)
"""A file this young may belong to a unit of work that is not over."""


@dataclass(frozen=True)
class Swept:
    """What was put right."""

    thrown: int
    """Files nobody has a row for."""
    missing: int
    """Files the store does not have, which the pages now say."""
    back: int
    """Files that were missing and are there again."""


def sweep(database: Database, store: FileStore, now: datetime) -> Swept:
    """Throw away files without a row; mark rows without a file, until it is back."""
    before = dict(store.names())
    with database.reading() as session:
        rows = session.exec(
            select(Evidence.stored, Evidence.is_missing).where(col(Evidence.removed_at).is_(None))
        ).all()
    there = {stored for stored, _ in rows}
    # A row may be younger than the list of files: what seems lost is looked for once more.
    lost = [
        stored
        for stored, missing in rows
        if not missing and stored not in before and store.read(stored) is None
    ]
    back = [stored for stored, missing in rows if missing and stored in before]
    _mark(database, lost, missing=True)
    _mark(database, back, missing=False)
    thrown = 0
    for name, since in before.items():
        if name.removesuffix(SMALL) not in there and now - since > YOUNG:
            store.delete(name)
            thrown += 1
    return Swept(thrown, len(lost), len(back))


def _mark(database: Database, names: list[str], *, missing: bool) -> None:
    if not names:
        return
    with database.unit_of_work() as session:
        marked = update(Evidence).where(col(Evidence.stored).in_(names))
        session.exec(marked.values(is_missing=missing))
