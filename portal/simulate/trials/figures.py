"""The figures of a trial as they are kept: plain numbers, and none that tells of a few people."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from portal.simulate.groups import Comparison, Group

PARTS = ("by_form", "by_income", "by_age")
COLUMNS = tuple(field.name for field in fields(Group) if field.name != "name")
_COUNTS = ("gain", "lose", "freed", "burdened")
_OF_CHANGE = ("paid_after", "year_after")
Figures = dict[str, Any]
"""The columns of a group by name; None where it is not told."""


def kept(found: Comparison, least: int) -> dict[str, Any]:
    """Return all groups; with `least` above 1, without what is about fewer people than that.

    A sum would give a single gap away: then the smallest figure beside it is left out too.
    """
    whole = _guarded(found.whole, least)
    parts = {part: _part(getattr(found, part), whole, least) for part in PARTS}
    return {"whole": whole, **parts}


def told_why(left_out: Mapping[str, int], least: int) -> dict[str, int]:
    """Return why people are left out; nothing where one of the reasons is that of a few people."""
    return {} if any(count < least for count in left_out.values()) else dict(left_out)


def _part(groups: Sequence[Group], whole: Figures, least: int) -> list[Figures]:
    rows = [_guarded(group, least) for group in groups]
    for column in COLUMNS:
        if whole[column] is None:
            for row in rows:
                row[column] = None
        elif sum(row[column] is None for row in rows) == 1:
            told = [row for row in rows if row[column] is not None]
            if told:
                min(told, key=lambda row: (row[column] == 0, row[column]))[column] = None
    return rows


def _guarded(group: Group, least: int) -> Figures:
    row: Figures = asdict(group)
    if 0 < group.people < least:
        return {**dict.fromkeys(COLUMNS), "name": group.name}
    few = [name for name in _COUNTS if 0 < row[name] < least]
    moved = abs(group.staff_after - group.staff_before)
    hidden = set(few)
    if few or 0 < moved < least:
        hidden |= {"staff_after", *_OF_CHANGE}
    hidden |= {name for name in ("staff_before", "staff_after") if 0 < row[name] < least}
    return {name: None if name in hidden else value for name, value in row.items()}
