"""Languages in which only the core journey is there: what is whole, what says that it is not."""

import re
from io import BytesIO

import pdfua
import pikepdf
import pytest
from flask import Flask

from portal import texts
from portal.municipality import load
from tests.web.conftest import MEANS, Visitor, words

MONEY = {
    "nl": "€ 1.234,50",
    "ar": "\u20661.234,50 €\u2069",
    "pl": "1 234,50 €",
    "tr": "€1.234,50",
    "uk": "1 234,50 €",
}
"""In Arabic with the figures and marks of the letter, kept in their order from left to right."""
ARABIC_MEANS = MEANS | {"income": {"income": "2.000,00", "period": "month"}}


def html(page: str) -> str:
    """Return the opening of a page."""
    found = re.search(r"<html[^>]*>", page)
    return found[0] if found else ""


PERCENT = {"nl": "30%", "en": "30%", "da": "30\u00a0%", "ar": "30%", "tr": "%30"}


@pytest.mark.parametrize(("lang", "written"), PERCENT.items())
def test_percentages_have_their_sign_where_the_language_has_it(lang: str, written: str) -> None:
    assert texts.percent(lang, "30") == written


@pytest.mark.parametrize(("lang", "written"), MONEY.items())
def test_amounts_are_written_as_readers_of_the_language_do(lang: str, written: str) -> None:
    assert texts.amount(lang, "EUR", 1_234_50).replace("\u00a0", " ") == written


def test_a_page_of_the_core_journey_is_whole_and_says_that_it_is_a_translation(oss: Flask) -> None:
    overview = Visitor(oss, "demo-several", "ar").get("/overview")
    assert html(overview.text) == '<html lang="ar" dir="rtl">'
    assert texts.text("ar", "overview-you-owe") in words(overview)
    assert texts.text("ar", "translated-nl") in overview.text
    assert '<bdi lang="nl">' in overview.text, "what is only in Dutch is marked"


def test_another_page_is_in_the_towns_own_language_and_says_so_in_the_readers(
    norddjurs: Flask,
) -> None:
    inbox = Visitor(norddjurs, "demo-mixed", "uk").get("/letters")
    assert html(inbox.text) == '<html lang="da">'
    assert f'lang="uk">{texts.text("uk", "not-translated-da")}' in inbox.text


def test_every_language_is_offered_by_its_own_name_and_one_comes_back(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    more = visitor.post("/language", lang="more", next="/ask")
    assert 'lang="tr">Türkçe' in more.text
    assert 'lang="ar" dir="rtl">العربية' in more.text
    chosen = visitor.post("/language", lang="tr", next="/ask")
    assert (chosen.request.path, html(chosen.text)) == ("/ask", '<html lang="tr">')
    assert load("norddjurs").more_languages == ("uk", "ar", "pl"), "data of each municipality"


def test_a_language_that_is_not_offered_changes_nothing(norddjurs: Flask) -> None:
    visitor = Visitor(norddjurs, "demo-mixed", "tr")
    assert html(visitor.get("/overview").text) == '<html lang="da">'


def test_asked_in_arabic_and_answered_on_one_page(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several", "ar")
    sent = visitor.send(visitor.ask("plan", ARABIC_MEANS))
    assert texts.text("ar", "decision-granted-plan") in words(sent)
    summary = words(visitor.get(f"{sent.request.path}/summary"))
    assert texts.text("ar", "decision-granted-plan") in summary
    assert "100,00" in summary
    assert "2 يناير 2027" in summary, "the last day to object"
    assert not re.findall(r"\b[a-z]+(?:-[a-z]+)+\b", summary), "no text is missing"
    on_paper = BytesIO(visitor.get(f"{sent.request.path}/summary.pdf").data)
    with pikepdf.open(on_paper) as opened:
        assert (len(opened.pages), str(opened.Root.Lang)) == (1, "ar")
    assert [finding.message for finding in pdfua.validate(on_paper).findings] == []


def test_the_summary_is_there_in_the_towns_own_languages_and_only_after_an_answer(
    oss: Flask,
) -> None:
    visitor = Visitor(oss, "demo-several")
    account = visitor.ask("plan", MEANS)
    before = visitor.get(account.request.path.replace("/account", "/summary"))
    assert before.status_code == 404
    sent = visitor.send(account)
    assert "/summary" in sent.text
    summary = words(visitor.get(f"{sent.request.path}/summary"))
    assert "Yes. You can pay in parts." in summary
    assert "You pay €100.00 a month" in summary
    assert "up to and including 2 January 2027" in summary
