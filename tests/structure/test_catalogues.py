"""The whole catalogues: the same texts, all filled, and exactly those the product asks for."""

import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from portal.texts import MORE
from tests.structure.message_ids import Use, quoted, uses
from tests.structure.tree import ROOT

LANGUAGES = ("nl", "da", "en")
ALL = (*LANGUAGES, *MORE)
"""Those in which only the core journey is there too: what they hold says test_core_journey.py."""
HEADINGS = {
    *("error-prefix", "error-word", "error-title", "error-summary-title"),
    *("error-to-start", "error-you-wrote"),
}
"""What stands above an error, before it or in a link: no sentences."""
PLACE = re.compile(r"(?<!%)(?:%%)*%\((\w+)\)s")
FAMILIES = ("line-", "value-", "next-", "outcome-", "reason-")
"""Beginnings of ids that the product puts together where this test cannot see it."""


@cache
def catalogue(lang: str) -> Catalog:
    path = ROOT / "translations" / lang / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as source:
        return read_po(source, locale=lang, abort_invalid=True)


def texts(lang: str) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in catalogue(lang) if message.id}


def places(said: str) -> frozenset[str]:
    return frozenset(PLACE.findall(said))


def written_out() -> list[Use]:
    return [use for use in uses() if not use.is_computed]


def unescaped(use: Use) -> str:
    return re.sub(r"\\(.)", r"\1", use.pattern)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_the_same_texts(lang: str) -> None:
    assert set(texts(lang)) == set(texts("en"))


@pytest.mark.parametrize("lang", ALL)
def test_no_text_is_empty_or_in_doubt(lang: str) -> None:
    assert [key for key, said in texts(lang).items() if not said.strip()] == []
    assert [message.id for message in catalogue(lang) if message.id and message.fuzzy] == []
    assert list(catalogue(lang).obsolete) == []


def test_ids_are_words_with_dashes() -> None:
    assert [key for key in texts("en") if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)] == []


@pytest.mark.parametrize("lang", ALL)
def test_a_text_has_the_same_places_in_every_language(lang: str) -> None:
    here, there = texts(lang), texts("en")
    assert [key for key in here if places(here[key]) != places(there.get(key, ""))] == []


@pytest.mark.parametrize("lang", ALL)
def test_a_text_with_places_can_be_filled(lang: str) -> None:
    for key, said in texts(lang).items():
        if values := dict.fromkeys(places(said), "x"):
            assert said % values, key


@pytest.mark.parametrize("lang", ALL)
def test_no_text_shouts(lang: str) -> None:
    assert [key for key, said in texts(lang).items() if "!" in said] == []


@pytest.mark.parametrize("lang", ALL)
def test_an_error_is_a_whole_sentence(lang: str) -> None:
    said = {key: one for key, one in texts(lang).items() if key.startswith("error-") and one}
    loose = [key for key, one in said.items() if not one.endswith((".", "?", "؟"))]
    assert set(loose) <= HEADINGS


def test_every_text_the_product_asks_for_is_there() -> None:
    known = texts("en")
    missing = [
        f"{use.where}: {unescaped(use)}" for use in written_out() if unescaped(use) not in known
    ]
    assert missing == []


def test_every_computed_id_meets_a_text() -> None:
    known = texts("en")
    computed = [use for use in uses() if use.is_computed]
    matched = {pattern for pattern in {u.pattern for u in computed} if _matched(pattern, known)}
    idle = [f"{u.where}: {u.pattern}" for u in computed if u.pattern not in matched]
    assert idle == []


def test_every_text_is_given_the_values_it_needs() -> None:
    known = texts("en")
    wrong = [
        f"{use.where}: {unescaped(use)} needs {sorted(needed)}"
        for use in written_out()
        if use.given is not None and (needed := places(known.get(unescaped(use), ""))) - use.given
    ]
    assert wrong == []


def test_no_text_lies_unused() -> None:
    computed = {use.pattern for use in uses() if use.is_computed}
    idle = {
        key
        for key in set(texts("en")) - quoted()
        if not key.startswith(FAMILIES) and not any(re.fullmatch(p, key) for p in computed)
    }
    assert sorted(idle) == []


def test_every_family_has_members() -> None:
    assert [family for family in FAMILIES if not _matched(family + ".+", texts("en"))] == []


def _matched(pattern: str, known: dict[str, str]) -> bool:
    return any(re.fullmatch(pattern, key) for key in known)


_TO_RESIDENTS = {
    "nl": r"\b(u|uw|wij|ons)\b",
    "da": r"\b(du|dig|din|dit|dine|vi|os)\b",
    "en": r"\b(you|your|we|us)\b",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_next_step_has_words_for_staff_which_speak_about_who_owes(lang: str) -> None:
    found = texts(lang)
    told = {key.removeprefix("next-") for key in found if key.startswith("next-")}
    staff = "staff-next-"
    assert {key.removeprefix(staff) for key in found if key.startswith(staff)} == told
    speaks = re.compile(_TO_RESIDENTS[lang], re.IGNORECASE)
    wrong = [f"{staff}{key}" for key in told if speaks.search(found[f"{staff}{key}"])]
    assert wrong == []
    for key in told:
        assert places(found[f"next-{key}"]) == places(found[f"{staff}{key}"]), key
