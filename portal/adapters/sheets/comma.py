"""Tables as CSV that a Dutch and a Danish spreadsheet open right.

Semicolons between cells, a decimal comma, ISO days, and a mark in front that says UTF-8.
"""

import csv
from datetime import date
from io import StringIO

from portal.money import plain
from portal.ports.sheets import Cell, Table

_RUN = ("=", "+", "-", "@", "\t", "\r")
"""Signs at the beginning of a text that make a spreadsheet run it."""
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


class CommaSheet:
    """Writes CSV."""

    ending = "csv"
    mimetype = "text/csv"

    def write(self, table: Table) -> bytes:
        """Return the file."""
        out = StringIO(newline="")
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow([_text(column.text) for column in table.columns])
        for row in table.rows:
            writer.writerow(
                [_cell(c, column.kind) for c, column in zip(row, table.columns, strict=True)]
            )
        return (_BOM + out.getvalue()).encode()


def _cell(cell: Cell, kind: str) -> str:
    match cell:
        case None:
            return ""
        case date():
            return cell.isoformat()
        case int():
            return plain(cell).replace(".", ",") if kind == "money" else str(cell)
    return _text(cell)


def _text(text: str) -> str:
    """A text on one line; one that would be run gets a mark in front that spreadsheets hide."""
    line = " ".join(text.splitlines())
    return f"'{line}" if line.lstrip().startswith(_RUN) else line
