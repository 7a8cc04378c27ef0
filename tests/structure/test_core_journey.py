"""The languages beside nl, da and en: the texts of the core journey, whole, and no others."""

import re

import pytest

from portal.municipality import load, names
from portal.texts import MORE
from portal.web.languages import CORE, QUESTIONS
from tests.structure.core_journey import wanted
from tests.structure.test_catalogues import texts
from tests.structure.tree import ROOT, text

LETTERS = {"ar": r"[\u0621-\u064a]", "uk": r"[\u0400-\u04ff]", "pl": r"[a-z]", "tr": r"[a-zş]"}
SAME = {"demo-word", "menu", "danish-debit-pbs", "evidence-error", "evidence-size"}
"""Texts that are the same word in English and in one of these languages."""


@pytest.mark.parametrize("lang", MORE)
def test_all_texts_of_the_core_journey_are_there_and_no_others(lang: str) -> None:
    """Whoever adds a text to a page of the core journey puts it into these four languages too."""
    assert sorted(wanted() - set(texts(lang))) == []
    assert sorted(set(texts(lang)) - wanted()) == []


@pytest.mark.parametrize("lang", MORE)
def test_every_text_is_in_the_letters_of_its_language_and_not_left_in_english(lang: str) -> None:
    english = texts("en")
    strange = {
        key
        for key, said in texts(lang).items()
        if not re.search(LETTERS[lang], said) or said == english[key]
    }
    assert strange <= SAME


def test_the_pages_and_questions_of_the_core_journey_exist() -> None:
    code = "".join(text(path) for path in sorted((ROOT / "portal" / "web").rglob("*.py")))
    assert [page for page in CORE if f"def {page.split('.')[1]}(" not in code] == []
    hints = {f"question-{name}-hint".replace("_", "-") for name in QUESTIONS}
    assert sorted(hints - wanted()) == []


OWN = ("proposal_warning", "time_barred_warning", "interest_note", "set_off_note")
OWN += ("answer_basis", "plan_missed")
"""What a municipality says itself on pages of the core journey; above all what warns."""


@pytest.mark.parametrize("name", sorted(names()))
def test_what_the_municipality_itself_says_there_is_in_each_language_it_offers(name: str) -> None:
    town = load(name)
    said = {own: town.wording[own] for own in OWN if own in town.wording}
    said |= {"hours": town.contact.hours, "coverage": town.coverage}
    lacking = [(own, lang) for own in said for lang in town.more_languages if lang not in said[own]]
    assert lacking == []


def test_the_style_knows_no_left_and_right() -> None:
    """So that every page turns round for a script from right to left."""
    style = re.sub(r"/\*.*?\*/", "", text(ROOT / "static" / "portal.css"), flags=re.DOTALL)
    sided = r"[\w-]+-(?:left|right)|(?<![\w#-])(?:left|right)\b"
    assert re.findall(sided, style) == []
