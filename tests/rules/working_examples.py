"""Workings with their facts and what comes of them, read from tests/workings/*.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from portal import municipality
from portal.money import minor
from portal.rules.policy import book
from portal.rules.policy_data import read_value
from portal.rules.workings.registry import WORKINGS
from portal.rules.workings.working import Asked, Fact, Working

FOLDER = Path(__file__).parents[1] / "workings"


@dataclass(frozen=True)
class Example:
    """One working: what staff fill in, and what we expect of it."""

    name: str
    working: str
    municipality: str
    on: date
    facts: Mapping[str, Any]
    settings: Mapping[str, Any]
    lines: Mapping[str, str]
    """The figures of some lines; every other line may be there too."""
    without: tuple[str, ...]
    """Lines that say nothing here and so are left out."""
    advice: tuple[str, ...] | None
    mistakes: Mapping[str, str]
    marks: Mapping[str, str]

    def made(self) -> Working:
        """Return the working, filled in."""
        kind, town = WORKINGS[self.working], municipality.load(self.municipality)
        changes = {key: read_value(key, value) for key, value in self.settings.items()}
        facts = filled(kind.asks, self.facts)
        if "kind" in facts:
            facts |= town.kind_facts(str(facts["kind"]), self.on)
        return kind(facts, book(town.policy.changed(changes), self.on))


def filled(asks: tuple[Asked, ...], facts: Mapping[str, Any]) -> dict[str, Fact]:
    """Return facts as a form gives them: amounts in minor units, None where it was left open."""
    unknown = set(facts) - {asked.name for asked in asks}
    assert not unknown, f"these are not asked: {unknown}"
    return {asked.name: _fact(asked, facts.get(asked.name)) for asked in asks}


def _fact(asked: Asked, value: Any) -> Fact:
    if asked.kind == "yes":
        return bool(value)
    assert value is not None or asked.optional, f"{asked.name} is needed"
    return minor(value) if asked.kind == "money" and value is not None else value


def examples() -> list[Example]:
    """Every example of every file."""
    return [example for path in sorted(FOLDER.glob("*.toml")) for example in _read(path)]


def _read(path: Path) -> list[Example]:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Example(
            name=f"{path.stem}: {entry['name']}",
            working=data["working"],
            municipality=data["municipality"],
            on=entry.get("on", data["on"]),
            facts=_without_open(data["facts"] | entry.get("facts", {})),
            settings=entry.get("settings", {}),
            lines=entry.get("lines", {}),
            without=tuple(entry.get("without", ())),
            advice=tuple(entry["advice"]) if "advice" in entry else None,
            mistakes=entry.get("mistakes", {}),
            marks=entry.get("marks", {}),
        )
        for entry in data["example"]
    ]


def _without_open(facts: dict[str, Any]) -> dict[str, Any]:
    """Leave out what an example leaves open: "" in place of what the file fills in."""
    return {name: value for name, value in facts.items() if value != ""}
