"""Tables as XLSX: amounts and days are numbers, and look as the reader's computer writes them.

A text is always stored as text, so that nothing in it is run.
"""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from portal.ports.sheets import Cell, Table

_FORMATS = {"money": "#,##0.00", "day": "yyyy-mm-dd"}
_WIDTHS = {"money": 14, "day": 12, "count": 8, "text": 32}
_LONGEST_NAME = 31
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001  (the library's own; the same table gives the same file)


class Workbook:
    """Writes XLSX."""

    ending = "xlsx"
    mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def write(self, table: Table) -> bytes:
        """Return the file."""
        import xlsxwriter  # noqa: PLC0415  (loaded with the first table)

        out = BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True})
        book.set_properties({"title": table.title, "created": _MADE})
        sheet = book.add_worksheet(_name(table.title))
        formats = {kind: book.add_format({"num_format": how}) for kind, how in _FORMATS.items()}
        bold = book.add_format({"bold": True})
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, _WIDTHS[column.kind])
            sheet.write_string(0, place, column.text, bold)
        for number, row in enumerate(table.rows, 1):
            for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                _put(sheet, number, place, cell, formats.get(column.kind))
        sheet.freeze_panes(1, 0)
        book.close()
        return out.getvalue()


def _put(sheet: Any, row: int, place: int, cell: Cell, how: Any) -> None:  # noqa: ANN401
    match cell:
        case None:
            return
        case date():
            sheet.write_datetime(row, place, cell, how)
        case int():
            is_money = how is not None
            sheet.write_number(row, place, Decimal(cell).scaleb(-2) if is_money else cell, how)
        case _:
            sheet.write_string(row, place, cell)


def _name(title: str) -> str:
    """A name a sheet can have: some signs are not taken, and it is short."""
    kept = "".join(sign for sign in title if sign not in "[]:*?/\\'")
    return kept[:_LONGEST_NAME] or "1"
