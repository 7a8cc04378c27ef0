"""Writers of tables for a spreadsheet, by the ending of the file."""

from collections.abc import Mapping

from portal.adapters.sheets.comma import CommaSheet
from portal.adapters.sheets.workbook import Workbook
from portal.ports.sheets import SheetWriter

WRITERS: Mapping[str, SheetWriter] = {"csv": CommaSheet(), "xlsx": Workbook()}

__all__ = ["WRITERS"]
