"""Claims and the ledger as CSV files: UTF-8, semicolons, the names of the columns first."""

import csv
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

import click
from sqlmodel import Session

from portal.commands.place import Place
from portal.commands.whole_file import PUBLIC, whole_file
from portal.ledger import export

Rows = Callable[[Session], Iterator[Sequence[str]]]


def claims(place: Place, to: Path | None, ledger: Path | None) -> None:
    """Write the claims to a file, or to standard output, and the ledger to a file if named.

    Both are of one moment. A file is there whole or not at all.
    """
    with place.database.reading() as session:
        export.of_one_moment(session)
        if to is None:
            _write(sys.stdout, export.claims(session))
        else:
            _to_file(to, "claims", export.claims(session))
        if ledger is not None:
            _to_file(ledger, "ledger", export.ledger(session))


def _to_file(path: Path, what: str, rows: Iterator[Sequence[str]]) -> None:
    with whole_file(path, PUBLIC) as file:
        _write(file, _shown(what, rows))


def _shown(what: str, rows: Iterator[Sequence[str]]) -> Iterator[Sequence[str]]:
    """Show on a terminal that it goes on; how many rows come nobody knows before."""
    if not sys.stderr.isatty():
        yield from rows
        return
    for count, row in enumerate(rows):
        if count % 1_000 == 0:
            click.echo(f"\r{what}: {count}", nl=False, err=True)
        yield row
    click.echo("", err=True)


def _write(file: TextIO, rows: Iterator[Sequence[str]]) -> None:
    csv.writer(file, delimiter=";", lineterminator="\n").writerows(rows)
