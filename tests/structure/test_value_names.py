"""Every dated value has a name people can read, and is shown in the unit it was written in."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from portal import municipality
from portal.web.value_words import unit
from tests.structure.test_catalogues import LANGUAGES, texts
from tests.structure.tree import ROOT

TOWNS = municipality.names()
WRITTEN_AS_MONEY = re.compile(r"\d+\.\d\d")


def raw_values() -> Iterator[tuple[str, object]]:
    """Give every dated value as its file writes it."""
    for path in (ROOT / "portal").glob("municipalities/*/policy.toml"):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, entries in (data["rules"] | data["settings"]).items():
            yield from ((name, entry["value"]) for entry in entries)
    for path in (ROOT / "portal" / "amounts").glob("*.toml"):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, entries in data.items():
            yield from ((name, entry["value"]) for entry in entries)


@pytest.mark.parametrize("town", TOWNS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_dated_value_has_a_name(town: str, lang: str) -> None:
    policy, known = municipality.load(town).policy, texts(lang)
    ids = {f"value-{name}".replace("_", "-") for name in (*policy.settings, *policy.amounts)}
    assert sorted(ids - set(known)) == []


def test_no_two_values_share_a_name() -> None:
    for town in TOWNS:
        policy = municipality.load(town).policy
        for lang in LANGUAGES:
            known = texts(lang)
            names = [
                known[f"value-{name}".replace("_", "-")]
                for name in (*policy.settings, *policy.amounts)
            ]
            assert len(names) == len(set(names))


def test_a_number_is_shown_in_the_unit_it_was_written_in() -> None:
    for name, value in raw_values():
        with_decimals = isinstance(value, str) and WRITTEN_AS_MONEY.fullmatch(value)
        if with_decimals:
            assert unit(name) in ("money", "rate"), name
        elif type(value) is int:
            assert unit(name) not in ("money", "rate"), name
