"""Reads a policy from the tables of its TOML files, and says what is wrong with them."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from portal.errors import BadFile
from portal.money import is_plain, minor
from portal.rules import value_kinds
from portal.rules.bands import Bands, Frame
from portal.rules.policy import MARKS, Article, DatedValue, Policy, Series, Value

_KEYS = {"from", "value", "mark", "source", "changes_on"}
_NEEDED = {
    **dict.fromkeys(("id", "version", "title", "income_period"), str),
    "starts": date,
    "own_facts": list,
    **dict.fromkeys(("articles", "rules", "settings"), dict),
}
"""What a policy holds, and the kind of each."""
Table = Mapping[str, Any]


def read_policy(data: Table, amounts: Table) -> Policy:
    """Make a policy of `policy.toml` and the national amounts. Raises BadFile."""
    if wrong := [name for name, kind in _NEEDED.items() if not isinstance(data.get(name), kind)]:
        raise BadFile([f"policy: '{name}' is missing, or of another kind" for name in wrong])
    return Policy(
        id=data["id"],
        version=data["version"],
        title=data["title"],
        starts=data["starts"],
        until=data.get("until"),
        income_period=data["income_period"],
        own_facts=frozenset(data["own_facts"]),
        articles={key: _article(key, entry) for key, entry in data["articles"].items()},
        settings=read_all(data["rules"] | data["settings"]),
        amounts=read_all(amounts),
    )


def _article(key: str, entry: object) -> Article:
    match entry:
        case {"label": str(label), "url": str(url), "mark": str(mark), **more} if not more:
            return Article(label, url, mark)
    raise BadFile([f"articles.{key}: needs label, url and mark"])


def read_all(tables: Table) -> dict[str, Series]:
    """Read values through time, each of the kind that its name holds. Raises BadFile."""
    series = {name: read_series(name, entries) for name, entries in tables.items()}
    if wrong := list(value_kinds.mistakes(series)):
        raise BadFile(wrong)
    return series


def read_series(name: str, entries: object) -> Series:
    """Read one value through time; each new entry ends the one before. Raises BadFile."""
    if not isinstance(entries, list) or not entries or not all(map(_is_entry, entries)):
        raise BadFile([f"{name}: needs from, value, mark and source, and takes changes_on"])
    if any(later["from"] <= earlier["from"] for earlier, later in pairwise(entries)):
        raise BadFile([f"{name}: its entries are not in the order of their dates"])
    return tuple(
        DatedValue(
            read_value(name, entry["value"], entry["mark"]),
            entry["from"],
            entry["source"],
            entry["mark"],
            entry.get("changes_on"),
            entry["value"],
        )
        for entry in entries
    )


def _is_entry(entry: object) -> bool:
    if not isinstance(entry, dict) or set(entry) | {"changes_on"} != _KEYS:
        return False
    days = (entry["from"], entry.get("changes_on", entry["from"]))
    return entry["mark"] in MARKS and all(type(day) is date for day in days)


def read_value(name: str, value: object, mark: str = "assumed") -> Value:
    """Read a value as it stands in TOML: "25.00" is money, lists are names or bands."""
    match value:
        case int():
            return value
        case str():
            return minor(value) if is_plain(value) else value
        case [dict(), *_]:
            return _frame(name, value)
        case [list(), *_]:
            return _bands(name, value, mark)
        case list() if all(isinstance(item, str) for item in value):
            return tuple(value)
    raise BadFile([f"{name}: this kind of value is not known"])


def _frame(name: str, rows: Sequence[Any]) -> Frame:
    if not all(map(_is_term, rows)):
        raise BadFile([f'{name}: each row needs up_to, such as "15000.00", and months from 1 on'])
    frame = Frame(tuple(minor(row["up_to"]) for row in rows), tuple(row["months"] for row in rows))
    if sorted(set(frame.tops)) != list(frame.tops):
        raise BadFile([f"{name}: its rows do not rise"])
    return frame


def _is_term(row: object) -> bool:
    match row:
        case {"up_to": str(debt), "months": int(months)}:
            return is_plain(debt) and months > 0
    return False


def _bands(name: str, rows: Sequence[Any], mark: str) -> Bands:
    """Rows of start, percentage without and with children, and a mark where it differs."""
    if not all(map(_is_band, rows)):
        raise BadFile([f"{name}: each row needs three whole numbers, and takes a mark"])
    starts = tuple(row[0] for row in rows)
    if starts[0] != 0 or sorted(set(starts)) != list(starts):
        raise BadFile([f"{name}: its bands do not rise from 0"])
    marks = tuple(row[3] if len(row) > 3 else mark for row in rows)  # noqa: PLR2004
    return Bands(starts, tuple((row[1], row[2]) for row in rows), marks)


def _is_band(row: object) -> bool:
    match row:
        case [int(), int(), int()]:
            return True
        case [int(), int(), int(), mark]:
            return mark in MARKS
    return False
