"""Reading a file of what was withheld, paid over or set off (CSV): every bad line is named.

The columns are documented in deploy/settlements-file.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from portal import sheets
from portal.ledger.intake.cells import COLUMNS as OF_CLAIMS
from portal.ledger.intake.cells import Column, WrongCellError, value
from portal.municipality import Municipality
from portal.sheets import Line, Mistake

KINDS = ("withheld", "paid_over", "set_off")


@dataclass(frozen=True)
class Settlement:
    """One amount that somebody else settled. Minor units."""

    line: int
    key: str
    kind: str
    """Withheld from a benefit here, paid over by another agency, or set off by the state."""
    day: date
    claim: str
    """Its number or its payment reference."""
    amount: int
    source: str
    """Who withheld or set off."""


@dataclass(frozen=True)
class SettlementFile:
    """What a file holds: the good lines, and what is wrong with the others."""

    rows: tuple[Settlement, ...]
    mistakes: tuple[Mistake, ...]


def _kind(cell: str, _: Municipality) -> str:
    if cell not in KINDS:
        raise WrongCellError("must be one of " + ", ".join(KINDS))
    return cell


def _amount(cell: str, town: Municipality) -> int:
    amount = int(OF_CLAIMS["amount"].parse(cell, town))
    if not amount:
        raise WrongCellError("must be more than zero")
    return amount


COLUMNS: Mapping[str, Column] = {
    "key": Column(OF_CLAIMS["number"].parse),
    "kind": Column(_kind),
    "day": Column(OF_CLAIMS["arose_on"].parse),
    "claim": Column(OF_CLAIMS["unit"].parse),
    "amount": Column(_amount),
    "from": Column(OF_CLAIMS["unit"].parse),
}
"""The columns in the order the documentation lists them."""


def read(file: BinaryIO, town: Municipality) -> SettlementFile:
    """Read a file; whatever is wrong with its content comes back as mistakes."""
    rows: list[Settlement] = []
    mistakes: list[Mistake] = []
    known: set[str] = set()
    for line in sheets.read(file, tuple(COLUMNS)):
        found = [line] if isinstance(line, Mistake) else _parsed(line, town)
        if not isinstance(found, Settlement):
            mistakes += found
        elif found.key in known:
            mistakes.append(Mistake(found.line, "key", "stands on an earlier line too"))
        else:
            known.add(found.key)
            rows.append(found)
    return SettlementFile(tuple(rows), tuple(mistakes))


def _parsed(line: Line, town: Municipality) -> Settlement | list[Mistake]:
    found: dict[str, Any] = {}
    mistakes = []
    for name, column in COLUMNS.items():
        try:
            found[name] = value(line.cells[name], column, town)
        except WrongCellError as wrong:
            mistakes.append(Mistake(line.number, name, str(wrong)))
    if mistakes:
        return mistakes
    return Settlement(line.number, source=found.pop("from"), **found)
