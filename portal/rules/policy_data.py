"""Reads a policy from the tables of its TOML files, and says what is wrong with them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, cast

from portal.errors import BadFile
from portal.money import minor
from portal.rules.bands import Bands, Frame
from portal.rules.policy import MARKS, Article, DatedValue, Policy, Series, Value

_MONEY = re.compile(r"\d+\.\d\d")
_KEYS = {"from", "value", "mark", "source", "changes_on"}
Table = Mapping[str, Any]


def read_policy(data: Table, amounts: Table) -> Policy:
    """Make a policy of `policy.toml` and the national amounts. Raises BadFile."""
    try:
        return _policy(data, amounts)
    except KeyError as missing:
        raise BadFile([f"policy: {missing} is missing"]) from missing


def _policy(data: Table, amounts: Table) -> Policy:
    return Policy(
        id=data["id"],
        version=data["version"],
        title=data["title"],
        starts=data["starts"],
        until=data.get("until"),
        income_period=data["income_period"],
        own_facts=frozenset(data["own_facts"]),
        articles={key: Article(**entry) for key, entry in data["articles"].items()},
        settings=_all_series(data["rules"] | data["settings"]),
        amounts=_all_series(amounts),
    )


def _all_series(tables: Table) -> dict[str, Series]:
    return {name: read_series(name, entries) for name, entries in tables.items()}


def read_series(name: str, entries: Sequence[Table]) -> Series:
    """Read one value through time; each new entry ends the one before. Raises BadFile."""
    for entry in entries:
        wrong = set(entry) ^ _KEYS and set(entry) | {"changes_on"} != _KEYS
        if wrong or entry["mark"] not in MARKS or type(entry["from"]) is not date:
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


def read_value(name: str, value: object, mark: str = "assumed") -> Value:
    """Read a value as it stands in TOML: "25.00" is money, lists are names or bands."""
    match value:
        case int():
            return value
        case str():
            return minor(value) if _MONEY.fullmatch(value) else value
        case [{"up_to": _}, *_]:
            return _frame(name, cast("list[Table]", value))
        case [[_, *_], *_]:
            return _bands(name, cast("list[list[Any]]", value), mark)
        case list() if all(isinstance(item, str) for item in value):
            return tuple(value)
    raise BadFile([f"{name}: this kind of value is not known"])


def _frame(name: str, rows: Sequence[Table]) -> Frame:
    frame = Frame(tuple(minor(row["up_to"]) for row in rows), tuple(row["months"] for row in rows))
    if sorted(set(frame.tops)) != list(frame.tops):
        raise BadFile([f"{name}: its rows do not rise"])
    return frame


def _bands(name: str, rows: Sequence[Sequence[Any]], mark: str) -> Bands:
    """Rows of start, percentage without and with children, and a mark where it differs."""
    starts = tuple(row[0] for row in rows)
    if starts[0] != 0 or sorted(set(starts)) != list(starts):
        raise BadFile([f"{name}: its bands do not rise from 0"])
    marks = tuple(row[3] if len(row) > 3 else mark for row in rows)  # noqa: PLR2004
    return Bands(starts, tuple((row[1], row[2]) for row in rows), marks)
