"""A change of a policy: as it is typed, as dated data that enact it, and on a policy."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from portal.errors import BadFile
from portal.money import is_plain
from portal.rules import value_kinds
from portal.rules.policy import DatedValue, Policy, Series
from portal.rules.policy_data import read_series

_NAME = re.compile(r"[a-z_]+")


@dataclass(frozen=True)
class Amendment:
    """New entries for some dated values, as they stand in TOML."""

    entries: Mapping[str, list[dict[str, Any]]]
    """By the name of the value."""

    def on(self, policy: Policy) -> Policy:
        """The policy with these entries. Raises BadFile, naming each value it does not know."""
        settings, amounts = dict(policy.settings), dict(policy.amounts)
        mistakes = []
        for name, entries in self.entries.items():
            held = settings if name in settings else amounts
            if name not in held:
                mistakes.append(f"{name}: is not a dated value of this policy")
                continue
            added = read_series(name, entries)
            mistakes += _misfits(name, held[name], added)
            held[name] = _joined(held[name], added)
        if mistakes:
            raise BadFile(mistakes)
        return replace(policy, settings=settings, amounts=amounts)


def typed(changes: Iterable[str], start: date) -> Amendment:
    """Read NAME=VALUE as people type it; 25.00 is money. Raises BadFile."""
    entries: dict[str, list[dict[str, Any]]] = {}
    mistakes = []
    for change in changes:
        name, sign, written = change.partition("=")
        if not sign or not _NAME.fullmatch(name) or name in entries:
            mistakes.append(f"--set {name}: write NAME=VALUE, each name once")
            continue
        try:
            entries[name] = [_entry(written, start)]
        except tomllib.TOMLDecodeError:
            mistakes.append(f"--set {name}: this value cannot be read, write 130 and not 130%")
    if mistakes:
        raise BadFile(mistakes)
    return Amendment(entries)


def _entry(written: str, start: date) -> dict[str, Any]:
    value = written if is_plain(written) else tomllib.loads(f"value = {written}")["value"]
    source = "To be filled in: the decision that makes it hold"
    return {"from": start, "value": value, "mark": "policy", "source": source}


def read(data: Mapping[str, Any]) -> Amendment:
    """Take the tables of a file of dated data. Raises BadFile."""
    are_tables = all(isinstance(part, dict) for part in data.values())
    if set(data) - {"settings", "amounts"} or not are_tables:
        raise BadFile(["an amendment holds [[settings.name]] and [[amounts.name]] only"])
    return Amendment({**data.get("settings", {}), **data.get("amounts", {})})


def written(amendment: Amendment, policy: Policy) -> str:
    """Write the file that enacts it: laid in the folder `amendments`, the values hold."""
    lines = [
        "# A change of dated values. In the municipality's folder `amendments` it takes effect."
    ]
    for name, entries in amendment.entries.items():
        table = "settings" if name in policy.settings else "amounts"
        for entry in entries:
            lines += ["", f"[[{table}.{name}]]"]
            lines += [f"{key} = {_toml(value)}" for key, value in entry.items()]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | date():
            return str(value)
        case list():
            return "[" + ", ".join(_toml(item) for item in value) + "]"
        case dict():
            return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    quoted = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'


def _misfits(name: str, held: Series, added: Series) -> list[str]:
    """Say what does not fit: another kind of value, or a day that has one already."""
    days = {entry.start for entry in held} & {entry.start for entry in added}
    wrong = [f"{name}: changes on {day} already; take another day" for day in sorted(days)]
    is_entered = held[-1].value != ()  # an empty list may stand for a value nobody found yet
    if is_entered and any(_kind(entry) != _kind(held[-1]) for entry in added):
        return [*wrong, f"{name}: must be {_kind(held[-1])}"]
    return [*wrong, *value_kinds.mistakes({name: added})]


def _kind(entry: DatedValue) -> str:
    """What kind of value it is, in words for people."""
    if is_plain(entry.written):
        return "an amount with two decimals, like 25.00"
    words = {bool: "true or false", int: "a whole number", str: "a name in quotes"}
    return words.get(type(entry.value), "written as it stands in the policy's file")


def _joined(held: Series, added: Series) -> Series:
    return tuple(sorted((*held, *added), key=lambda entry: entry.start))
