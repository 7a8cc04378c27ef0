"""What the bank rejected, and what is to be withheld."""

from datetime import date, datetime
from pathlib import Path

from portal.adopting.current import town_of
from portal.commands.days import day_asked
from portal.commands.incoming import take_file
from portal.commands.place import Place
from portal.commands.whole_file import whole_file
from portal.ledger.setoff.monthly import list_of_month, to_withhold


def returns(path: Path, where: Place, *, now: datetime) -> str:
    """Import a report on direct debits; return what was done. Raises BadFile."""
    counts = take_file("returns", path, where, now=now).counts
    return f"{counts['returned']} taken, {counts['unchanged']} already there or not ours."


def withholdings(where: Place, on: date | None, to: Path | None, *, now: datetime) -> str:
    """Return what is to be withheld in the month of a day, or write it to a file."""
    town = town_of(where.database, where.municipality)
    day = day_asked(town, on, now)
    with where.database.reading() as session:
        told = list_of_month(to_withhold(session, town, day), day)
    if to is None:
        return told
    with whole_file(to) as file:
        file.write(told)
    return ""
