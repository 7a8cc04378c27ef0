"""What the bank rejected, and what is to be withheld."""

import csv
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

from portal import money
from portal.adopting.current import town_of
from portal.commands.incoming import take_file
from portal.commands.place import Place
from portal.ledger.setoff.monthly import to_withhold


def returns(path: Path, where: Place, *, now: datetime) -> str:
    """Import a report on direct debits; return what was done. Raises BadFile."""
    counts = take_file("returns", path, where, now=now).counts
    return f"{counts['returned']} taken, {counts['unchanged']} already there or not ours."


def withholdings(where: Place, day: date, to: Path | None) -> None:
    """Write what is to be withheld in the month of a day."""
    with where.database.reading() as session:
        lines = to_withhold(session, town_of(where.database, where.municipality), day)
    month = f"{day:%Y-%m}"
    rows: list[tuple[str, ...]] = [
        (month, one.person_name, one.claim_number, one.payment_reference, money.plain(one.amount))
        for one in lines
    ]
    if to is None:
        _write(sys.stdout, rows)
    else:
        with to.open("w", encoding="utf-8", newline="") as file:
            _write(file, rows)


def _write(file: TextIO, rows: list[tuple[str, ...]]) -> None:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(("month", "name", "claim", "payment_reference", "amount"))
    out.writerows(rows)
