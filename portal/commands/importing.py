"""Claims and bank statements from files: whole or not at all, and twice is as once."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from portal import money
from portal.commands.incoming import take_file, take_files
from portal.commands.place import Place
from portal.errors import BadFile
from portal.jobs.intake.invoices import is_xml
from portal.ledger import intake, statements
from portal.ports.bank import Statement

_HEAD = 4096


def claims(path: Path, where: Place, *, skip_bad: bool, now: datetime) -> list[str]:
    """Import a claims file or an invoice; return what was done, and the bad lines left out.

    Raises BadFile when a line is bad and bad lines may not be skipped.
    """
    with path.open("rb") as file:
        is_invoice = is_xml(file.read(_HEAD))
    try:
        done = take_file("claims", path, where, skip_bad=skip_bad, now=now)
    except BadFile as bad:
        if not (is_invoice and skip_bad):
            raise
        return ["0 new, 0 already there.", *(f"left out: {mistake}" for mistake in bad.mistakes)]
    (taken,) = done.results
    told = _lowered(taken) if isinstance(taken, intake.Lowered) else _booked(taken)
    return [told, *(f"left out: {mistake}" for mistake in done.left_out)]


def _booked(taken: intake.Taken) -> str:
    return f"{taken.new} new, {taken.unchanged} already there."


def _lowered(done: intake.Lowered) -> str:
    if not done.is_new:
        return f"Credit note {done.number}: already there, nothing changed."
    told = f"Credit note {done.number}: {money.plain(done.amount)} off claim {done.invoice}."
    if done.back:
        told += f" {money.plain(done.back)} was paid too much and waits for the payer."
    return told


def bank(paths: Iterable[Path], where: Place, *, now: datetime) -> list[str]:
    """Import bank statements; return a line for each. Raises BadFile."""
    files = list(paths)
    done = take_files("bank", files, where, now=now)
    return [
        _line(path.name, statement, taken)
        for path, one in zip(files, done, strict=True)
        for statement, taken in one.results
    ]


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
