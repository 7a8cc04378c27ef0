"""How to make an assumed value firm: the entry to write in the municipality's data (TOML)."""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from portal.cases.assumptions import Assumption
from portal.money import plain
from portal.municipality import Municipality
from portal.rules.bands import Bands

_SOURCE = '"…"'


def file_of(town: Municipality, assumption: Assumption) -> str:
    """Return the file the entry belongs in."""
    if assumption.group == "amounts":
        return f"portal/amounts/{town.country.lower()}.toml"
    files = {
        "terms": "municipality.toml",
        "courses": "terms.toml",
        "debits": "debits.toml",
        "kinds": "claim_kinds.toml",
    }
    return f"portal/municipalities/{town.name}/{files.get(assumption.group, 'policy.toml')}"


def entry_to_write(town: Municipality, assumption: Assumption, today: date) -> str:
    """Return the entry, with the mark it then has and a place for its source.

    A dated value gets a new entry under the old one, from tomorrow: what was decided up to today
    stays explained.
    """
    key, start = assumption.key, today + timedelta(days=1)
    match assumption.group:
        case "terms":
            table, name = ("service", "days") if key == "service_days" else ("dunning", key)
            value = _written(assumption.written)
            return f'[{table}]\n{name} = {{ value = {value}, mark = "policy", source = {_SOURCE} }}'
        case "debits":
            return _of_debits(key, _written(assumption.written))
        case "articles":
            label, url = _written(assumption.written), _written(assumption.source)
            return f'[articles.{key}]\nlabel = {label}\nurl = {url}\nmark = "policy"'
        case "kinds":
            return _dated(f"{key}.rules", start, _terms(assumption.written), "policy")
        case "amounts" | "courses" as group:
            mark = "law" if group == "amounts" else "policy"
            return _dated(key, start, _value(assumption), mark)
    table = "rules" if _names_a_rule(town, key) else "settings"
    return _dated(f"{table}.{key}", start, _value(assumption), "policy")


def _of_debits(key: str, value: str) -> str:
    """A term of direct debit, or the number of the creditor, which has a table of its own."""
    tables = {"creditor_id": "sepa", "pbs": "betalingsservice"}
    if key in tables:
        return f'[{tables[key]}]\n{key} = {value}\nmark = "policy"\nsource = {_SOURCE}'
    return f'[sepa.terms]\n{key} = {{ value = {value}, mark = "policy", source = {_SOURCE} }}'


def _value(assumption: Assumption) -> str:
    """The line of the value; a long table is not repeated."""
    if assumption.entry is not None and isinstance(assumption.entry.value, Bands):
        return f"value = []  # its {len(assumption.entry.value.starts)} rows, without a mark"
    return f"value = {_written(assumption.written)}"


def _names_a_rule(town: Municipality, key: str) -> bool:
    """Whether it chooses a kind of rule: those stand in a table of their own."""
    written = (town.folder / "policy.toml").read_text(encoding="utf-8")
    return key in tomllib.loads(written)["rules"]


def _dated(table: str, start: date, body: str, mark: str) -> str:
    return f'[[{table}]]\nfrom = {start}\n{body}\nmark = "{mark}"\nsource = {_SOURCE}'


def _terms(terms: Mapping[str, Any]) -> str:
    amounts = {"reminder_fee_cap"}
    return "\n".join(
        f"{name} = {_written(plain(value) if name in amounts else value)}"
        for name, value in terms.items()
    )


def _written(value: object) -> str:
    """Write a value as TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_written(of)}" for key, of in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_written(one) for one in value) + "]"
    return str(value)
