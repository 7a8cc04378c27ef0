"""Claims and bank statements from files: whole or not at all, and twice is as once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from portal.adapters.bank import READERS
from portal.commands import invoices
from portal.commands.place import Place
from portal.errors import BadFile
from portal.ledger import intake, statements
from portal.municipality import load
from portal.ports import Statement, reader_for

_HEAD = 4096


def claims(path: Path, where: Place, *, skip_bad: bool, now: datetime) -> list[str]:
    """Import a claims file or an invoice; return what was done, and the bad lines left out.

    Raises BadFile when a line is bad and bad lines may not be skipped.
    """
    town = load(where.municipality)
    with path.open("rb") as file:
        if invoices.is_xml(file):
            return invoices.take(file, where, town, skip_bad=skip_bad, now=now)
        found = intake.read(file, town)
    if found.mistakes and not skip_bad:
        raise BadFile([str(mistake) for mistake in found.mistakes])
    with where.database.unit_of_work() as session:
        taken = intake.take(
            session,
            found.rows,
            municipality=town,
            identity_key=where.identity_key,
            now=now,
            actor="import",
            skip_bad=skip_bad,
        )
    return [
        f"{taken.new} new, {taken.unchanged} already there.",
        *(f"left out: {mistake}" for mistake in (*found.mistakes, *taken.mistakes)),
    ]


def bank(paths: Iterable[Path], where: Place, *, now: datetime) -> list[str]:
    """Import bank statements; return a line for each. Raises BadFile."""
    read = [(path.name, statement) for path in paths for statement in _statements(path)]
    town = load(where.municipality)
    said = []
    with where.database.unit_of_work() as session:
        for name, statement in read:
            taken = statements.take_statement(
                session,
                statement,
                file_name=name,
                currency=town.currency,
                order=town.payment.imputation,
                now=now,
                actor="import",
            )
            said.append(_line(name, statement, taken))
    return said


def _statements(path: Path) -> Sequence[Statement]:
    with path.open("rb") as file:
        reader = reader_for(file.read(_HEAD), READERS)
        if reader is None:
            raise BadFile([f"{path.name}: this is neither camt.053 nor MT940"])
        file.seek(0)
        try:
            return reader.read(file)
        except BadFile as bad:
            raise BadFile([f"{path.name}: {mistake}" for mistake in bad.mistakes]) from bad


def _line(name: str, statement: Statement, taken: statements.Taken) -> str:
    days = f"{statement.opening_on} to {statement.closing_on}"
    if not taken.new:
        return f"{name}, {days}: already there, nothing changed."
    told = (
        f"{name}, {days}: {taken.matched} matched, {taken.suspense} to look at, "
        f"{taken.skipped} recorded only."
    )
    if taken.settled:
        told += f" {taken.settled} of refunds paid or payments taken back."
    if taken.repeated:
        told += f" {taken.repeated} known from an earlier statement, not booked again."
    if taken.difference:
        told += " Warning: the entries do not make the closing balance; staff see this."
    return told
