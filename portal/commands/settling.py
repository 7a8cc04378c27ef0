"""What was settled elsewhere, what the bank rejected, and what is to be withheld."""

import csv
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

from portal import money
from portal.adapters.bank.pain002 import Pain002Reader
from portal.commands.place import Place
from portal.errors import BadFile
from portal.ledger.debits.returns import Told, take
from portal.ledger.setoff import file as files
from portal.ledger.setoff import taking
from portal.ledger.setoff.monthly import to_withhold
from portal.municipality import load

_HEAD = 4096


def settlements(path: Path, where: Place, *, skip_bad: bool, now: datetime) -> list[str]:
    """Import a settlements file; return what was done, and the bad lines that were left out.

    Raises BadFile when a line is bad and bad lines may not be skipped.
    """
    town = load(where.municipality)
    with path.open("rb") as file:
        found = files.read(file, town)
    if found.mistakes and not skip_bad:
        raise BadFile([str(mistake) for mistake in found.mistakes])
    with where.database.unit_of_work() as session:
        taken = taking.take(
            session, found.rows, town=town, now=now, actor="import", skip_bad=skip_bad
        )
    return [
        f"{taken.booked} booked, {taken.waiting} to look at, {taken.unchanged} already there.",
        *(f"left out: {mistake}" for mistake in (*found.mistakes, *taken.mistakes)),
    ]


def returns(path: Path, where: Place, *, now: datetime) -> str:
    """Import a report on direct debits; return what was done. Raises BadFile."""
    reader = Pain002Reader()
    with path.open("rb") as file:
        if not reader.recognises(file.read(_HEAD)):
            raise BadFile([f"{path.name}: this is no report on payments (pain.002)"])
        file.seek(0)
        rejected = reader.read(file)
    with where.database.unit_of_work() as session:
        done = [
            take(
                session,
                Told(one.key, one.end_to_end, one.reason, one.on, "report"),
                now=now,
                actor="import",
            )
            for one in rejected
        ]
    return f"{sum(done)} taken, {len(done) - sum(done)} already there or not ours."


def withholdings(where: Place, day: date, to: Path | None) -> None:
    """Write what is to be withheld in the month of a day."""
    with where.database.reading() as session:
        lines = to_withhold(session, load(where.municipality), day)
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
