"""Tables of edges of tests/situations/*-edges.toml: each row stands for its neighbours too."""

import tomllib
from datetime import date
from typing import Any

from portal import municipality
from portal.money import minor, plain
from portal.rules.assess import assess
from portal.rules.intake import read_situation
from portal.rules.reply import answer_to_stored
from tests.rules.situations import FOLDER
from tests.rules.working_examples import FOLDER as WORKINGS

HOUSEHOLDS: dict[str, dict[str, Any]] = {
    "single": {},
    "single_parent": {"form": "single_parent", "children": 1},
    "couple": {"form": "couple"},
    "single_pension": {"pension_age": "one"},
    "couple_pension": {"form": "couple", "pension_age": "both"},
    "couple_with_children": {"form": "couple", "children": 1},
}
"""By the names the tables use."""


def tables(town: str, name: str) -> list[dict[str, Any]]:
    """The tables of one name of a municipality."""
    data = tomllib.loads((FOLDER / f"{town}-edges.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = data[name]
    return found


def named(town: str) -> dict[str, set[tuple[str, str]]]:
    """What situations are the neighbours of: by dated value, the step of it and the side."""
    found: dict[str, set[tuple[str, str]]] = {}
    for situation in tables(town, "situation"):
        if edge := situation.get("edge"):
            found.setdefault(edge["of"], set()).add((edge.get("step", ""), edge["at"]))
    return found


def prepared(town: str) -> dict[str, set[tuple[str, str]]]:
    """What examples of tests/workings are the neighbours of, in the same way."""
    found: dict[str, set[tuple[str, str]]] = {}
    for path in WORKINGS.glob("*_edges.toml"):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        if data["municipality"] == town:
            for edge in (entry["edge"] for entry in data["example"] if "edge" in entry):
                found.setdefault(edge["of"], set()).add(("", edge["at"]))
    return found


def add(amount: str, more: int) -> str:
    """An amount and some cents more."""
    return plain(minor(amount) + more)


def ask(town: str, on: date, **told: Any) -> dict[str, Any]:
    """What the rules answer to a plan for one claim, unless told otherwise."""
    kind = next(iter(municipality.load(town).kinds))
    claim = {"id": "c", "kind": kind, "balance": told.pop("debt", "2000.00"), "phase": "open"}
    request = {"municipality": town, "on": on.isoformat(), "ask": "plan", "claims": [claim], **told}
    name, situation = read_situation(request, lambda name: municipality.load(name).shape)
    answer = answer_to_stored(assess(situation, municipality.load(name).policy))
    lines = {line["id"]: line.get("amount", line.get("value")) for line in answer["account"]}
    codes = [reason["code"] for reason in answer["reasons"]]
    return answer | {"account": lines, "reasons": codes}
