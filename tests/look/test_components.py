"""The parts pages are built of, rendered and read as a screen reader would."""

import re
from typing import Any

import jinja2
import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form, RadioField, SelectChoice, StringField, validators

from portal import texts
from tests.look.themes import ROOT


class Question(Form):
    income = StringField("What comes in?", [validators.InputRequired("Fill in an amount")])
    sure = RadioField(
        "How sure?",
        [validators.InputRequired("Choose one")],
        choices=[SelectChoice("a", "A"), SelectChoice("b", "B")],
    )


@pytest.fixture(scope="module")
def ui() -> Any:
    parts = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOT / "templates"), autoescape=True, trim_blocks=True
    )
    parts.globals["_"] = lambda key: key
    parts.filters |= {"own_name": texts.own_name, "short_name": texts.short_name}
    return parts.get_template("_components.html").module


@pytest.fixture
def wrong() -> Question:
    form = Question()
    form.validate()
    return form


def _ids(html: str) -> set[str]:
    return set(re.findall(r'\sid="([^"]+)"', html))


def test_the_summary_of_errors_leads_to_each_field(ui: Any, wrong: Question) -> None:
    summary = ui.error_summary(wrong)
    fields = ui.money(wrong.income, "EUR") + ui.radios(wrong.sure)
    assert re.findall(r'href="#([^"]+)">([^<]+)', summary) == [
        ("income", "Fill in an amount"),
        ("sure", "Choose one"),
    ]
    assert {"income", "sure"} <= _ids(fields)


def test_without_errors_there_is_no_summary(ui: Any) -> None:
    assert ui.error_summary(Question()).strip() == ""


def test_hint_and_error_are_read_with_their_field(ui: Any, wrong: Question) -> None:
    html = ui.field(wrong.income, hint="Net, a month") + ui.radios(
        wrong.sure, {"a": "Most people"}, hint="One of two"
    )
    named = {name for names in re.findall(r'describedby="([^"]+)"', html) for name in names.split()}
    assert named == {"income-hint", "income-error", "sure-hint", "sure-error", "suren"}
    assert named <= _ids(html)


def test_ids_are_given_once(ui: Any, wrong: Question) -> None:
    html = ui.field(wrong.income, hint="x") + ui.radios(wrong.sure, {"a": "y", "b": "z"})
    given = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(given) == sorted(set(given))


def test_what_was_typed_comes_back_as_it_was_typed(ui: Any) -> None:
    form = Question(MultiDict({"income": '"><b>1,5'}))
    assert 'value="&#34;&gt;&lt;b&gt;1,5"' in ui.field(form.income)


def test_a_receipt_shows_each_line_with_its_article_and_its_mark(ui: Any) -> None:
    line = {
        "term": "Norm <2026>",
        "amount_text": "1.703,35",
        "why": "for one person",
        "article_label": "article 18",
        "article_url": "/a18",
        "mark": "assumed",
    }
    html = ui.receipt([line], "Account", {"term": "You can carry", "amount_text": "100,00"})
    assert "Norm &lt;2026&gt;" in html
    assert '<dd class="article"><a href="/a18">article 18</a>' in html
    assert "mark-assumed" in html
    assert html.index("1.703,35") < html.index("100,00")


def test_law_and_policy_are_the_rule_and_bear_no_mark(ui: Any) -> None:
    lines = [{"term": "x", "amount_text": "1", "mark": mark} for mark in ("law", "policy")]
    assert "mark-" not in ui.receipt(lines)


def test_a_state_is_a_word_too(ui: Any) -> None:
    steps = [{"title": "Received", "state": "done"}, {"title": "Looked at", "state": "now"}]
    html = ui.timeline(steps)
    assert "step-done" in html
    assert "step-now" in html
    assert ui.progress(10, 40, "10 of 40").count("10 of 40") == 2


def test_a_telephone_number_can_be_tapped(ui: Any) -> None:
    assert 'href="tel:0412000000"' in ui.phone("0412-000 000")
