"""Files that come in at the command line: read all, then taken together or not at all."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from portal.adapters.bank import READERS
from portal.adapters.bank.pain002 import Pain002Reader
from portal.adapters.invoices import READERS as INVOICES
from portal.adopting.current import town_of
from portal.clock import day_in
from portal.commands.place import Place
from portal.jobs.intake.base import Means, Outcome, Readers
from portal.jobs.intake.taking import COMMAND, Ready, read, take


def take_file(
    kind: str, path: Path, where: Place, *, now: datetime, skip_bad: bool = False
) -> Outcome:
    """Take one file of a kind. Raises BadFile."""
    return take_files(kind, [path], where, now=now, skip_bad=skip_bad)[0]


def take_files(
    kind: str, paths: Iterable[Path], where: Place, *, now: datetime, skip_bad: bool = False
) -> list[Outcome]:
    """Take files of a kind in one unit of work; return what became of each. Raises BadFile."""
    means = _means(where, now, skip_bad=skip_bad)
    ready = [_read(kind, path, means) for path in paths]
    with where.database.unit_of_work() as session:
        return [take(session, one).outcome for one in ready]


def _read(kind: str, path: Path, means: Means) -> Ready:
    with path.open("rb") as file:
        return read(kind, means, file, path.name)


def _means(where: Place, now: datetime, *, skip_bad: bool) -> Means:
    town = town_of(where.database, where.municipality)
    return Means(
        town=town,
        readers=Readers(READERS, INVOICES, (Pain002Reader(),)),
        today=day_in(town.country, now),
        now=now,
        actor=COMMAND,
        identity_key=where.identity_key,
        skip_bad=skip_bad,
    )
