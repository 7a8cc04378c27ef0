"""The fictional people and staff of a demo, as the municipality's demo.toml describes them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from portal.municipality import Municipality, load


@dataclass(frozen=True)
class DemoPerson:
    """Someone one can choose to be on the sign-in page of the demo."""

    ref: str
    """Fixed and readable, such as `demo-small-debt`: also their public reference."""
    name: str
    kind: str
    """`person`, `business` or `staff`."""
    role: str
    """For staff a role of `portal.people.actors.ROLES`; else empty."""
    description: Mapping[str, str]
    """By language: what one sees when one signs in as them."""

    def describe(self, lang: str) -> str:
        """Return the description in this language, or in the first there is."""
        return self.description.get(lang) or next(iter(self.description.values()))


@dataclass(frozen=True)
class DemoFile:
    """All of a municipality's demo.toml."""

    reference_date: date
    """The day its dates and those of demo-claims.csv were written for."""
    fixed_claims: frozenset[str]
    """Numbers of claims whose dates stay what they are whatever the demo's date."""
    people: tuple[Mapping[str, Any], ...]
    staff: tuple[Mapping[str, Any], ...]


@cache
def read(name: str) -> DemoFile:
    """Return the demo.toml of the municipality with this name."""
    data = tomllib.loads((load(name).folder / "demo.toml").read_text(encoding="utf-8"))
    return DemoFile(
        reference_date=data["reference_date"],
        fixed_claims=frozenset(data.get("fixed_claims", ())),
        people=tuple(data["people"]),
        staff=tuple(data["staff"]),
    )


def people(municipality: Municipality) -> list[DemoPerson]:
    """Return the demo's residents and businesses, in the order of the file."""
    return [_one(told, told["kind"]) for told in read(municipality.name).people]


def staff(municipality: Municipality) -> list[DemoPerson]:
    """Return the demo's members of staff, in the order of the file."""
    return [_one(told, "staff", told["role"]) for told in read(municipality.name).staff]


def _one(told: Mapping[str, Any], kind: str, role: str = "") -> DemoPerson:
    return DemoPerson(told["ref"], told["name"], kind, role, told["description"])


def chooser(municipality: Municipality) -> list[DemoPerson]:
    """Return all one can choose to be: residents and businesses first, then staff."""
    return [*people(municipality), *staff(municipality)]
