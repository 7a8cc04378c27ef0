"""What is handed over to the collector, and what it sends, as the command line does it."""

import csv
import io
from datetime import date, datetime
from pathlib import Path

from portal.adopting.current import town_of
from portal.clock import day_in
from portal.commands.incoming import take_file
from portal.commands.place import Place
from portal.errors import BadFile, NotFound
from portal.jobs.handover import files
from portal.jobs.handover.releasing import COMMAND, Release, release
from portal.ledger.handover import reading
from portal.municipality import Municipality


def handover(
    place: Place,
    to: Path,
    number: int | None,
    identities: Path | None,
    *,
    on: date | None,
    now: datetime,
) -> list[str]:
    """Release what was agreed, unless a number is asked for, and write the file. Raises BadFile."""
    town = town_of(place.database, place.municipality)
    if town.collector is None:
        raise BadFile(["this municipality hands nothing over: it has no collector"])
    if number is None:
        _release(place, town, on, now)
    with place.database.unit_of_work() as session:
        try:
            file = reading.file_no(session, number) if number else files.newest(session)
        except NotFound:
            raise BadFile(["nothing was agreed to and nothing was released before"]) from None
        known = files.numbers_kept(session, file, by=COMMAND, now=now)
        if identities is not None:
            with identities.open("rb") as sheet:
                known |= files.identities_of(session, sheet, place.identity_key)
        _write(to, files.content(session, town, file, known))
    return [f"file {file.no} of {file.released_on}: {file.count} claims, written to {to}"]


def _release(place: Place, town: Municipality, on: date | None, now: datetime) -> None:
    day = on or day_in(town.country, now)
    with place.database.unit_of_work() as session:
        release(session, town, Release(COMMAND, day, now))


def changes(place: Place, first: date, to: Path) -> str:
    """Write what staff changed at the collector from a day on, each with a number of its own."""
    with place.database.reading() as session:
        rows = [files.CHANGE_COLUMNS, *files.changes(session, first)]
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(rows)
    _write(to, text.getvalue().encode())
    return f"{len(rows) - 1} changes, written to {to}"


def _write(to: Path, content: bytes) -> None:
    """The file is there whole or not at all, and for nobody else to read: it may name numbers."""
    part = to.with_name(f"{to.name}.part")
    try:
        part.touch(mode=0o600)
        part.write_bytes(content)
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)


def month(path: Path, place: Place, *, now: datetime) -> str:
    """Take in the collector's month; say how it compares. Raises BadFile."""
    done = take_file("month", path, place, now=now)
    if not done.is_new:
        return f"{path.name}: already there, nothing changed."
    ((told, found),) = done.results
    return f"{told.month:%Y-%m}: {len(told.lines)} claims, {len(found.differences)} differ."
