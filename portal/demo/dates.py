"""Moving the dates of the sample claims to the demo's own day."""

import csv
from collections.abc import Collection
from datetime import date, timedelta
from io import StringIO

_DATES = ("arose_on", "due_on", "stage_on", "time_bar_on", "period_from", "period_to")


def shifted(written: str, shift: timedelta, fixed: Collection[str]) -> str:
    """Return a claims file with its dates moved; claims whose number is fixed keep theirs."""
    rows = csv.DictReader(StringIO(written, newline=""))
    moved = StringIO(newline="")
    writer = csv.DictWriter(moved, rows.fieldnames or [])
    writer.writeheader()
    for row in rows:
        if row["number"] not in fixed:
            row |= {name: _move(row[name], shift) for name in _DATES if name in row}
        writer.writerow(row)
    return moved.getvalue()


def _move(written: str, shift: timedelta) -> str:
    return str(date.fromisoformat(written) + shift) if written else ""
