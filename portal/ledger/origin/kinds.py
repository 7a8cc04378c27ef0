"""What each kind of claim needs to be billed and, later, handed over: data of the municipality."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from portal.municipality import Basis, Municipality

_NO_TEXT: Mapping[str, str] = {}


@dataclass(frozen=True)
class KindNeeds:
    """One kind, as a registration is held against it on a day."""

    kind: str
    by_units: bool
    """Whether a unit can bill it."""
    enforcement: str
    """Who recovers it in the end: `municipality`, `state` or `none`."""
    type_code: str
    """The state collector's code (fordringstype); empty where none is known."""
    code_bases: tuple[str, ...]
    """What a claim must rest on for that code; empty where it may rest on anything."""
    needs: tuple[str, ...]
    """`period`, `scheme`, `cause`: what must be filled in beside what every kind needs."""
    bases: tuple[str, ...]
    """What a claim of this kind can rest on."""
    objection: bool
    """Whether the bill is itself a decision that one can object to."""
    rests_on: Mapping[str, str]
    """The law named in the bill, by language."""
    example: Mapping[str, str]
    """A good description, by language."""
    basis: Basis
    description_most: int
    """Signs a description may have."""
    health_words: tuple[str, ...]
    """Beginnings of words that tell of someone's health."""


def needs_of(town: Municipality, kind: str, on: date) -> KindNeeds:
    """Return what a kind needs on a day. Raises KeyError for a kind the municipality lacks."""
    told = _registrations(town)[kind]
    first = town.terms.series["description_most"][0].start
    day = max(on, first)
    return KindNeeds(
        kind=kind,
        by_units=told["by_units"],
        enforcement=town.claim_kind(kind, on).enforcement,
        type_code=told.get("type_code", ""),
        code_bases=tuple(told.get("code_bases", ())),
        needs=tuple(told["needs"]),
        bases=tuple(told.get("bases", ("ordinary",))),
        objection=told.get("objection", False),
        rests_on=told["rests_on"],
        example=told.get("example", _NO_TEXT),
        basis=Basis(told["mark"], told["source"]),
        description_most=town.terms.number("description_most", day),
        health_words=town.terms.names("health_words", day),
    )


def billed_by_units(town: Municipality, on: date) -> list[str]:
    """Return the kinds a unit can bill, in the order of the municipality's data."""
    return [kind for kind in town.kinds if needs_of(town, kind, on).by_units]


@cache
def _registrations(town: Municipality) -> Mapping[str, Any]:
    """The table `registration` of each kind in the municipality's claim_kinds.toml."""
    written = town.folder.joinpath("claim_kinds.toml").read_text(encoding="utf-8")
    return {kind: entry["registration"] for kind, entry in tomllib.loads(written).items()}
