"""Writers of tables for a spreadsheet, by the ending of the file."""

from portal.adapters.sheets.comma import CommaSheet
from portal.adapters.sheets.workbook import Workbook

WRITERS = {"csv": CommaSheet(), "xlsx": Workbook()}

__all__ = ["WRITERS"]
