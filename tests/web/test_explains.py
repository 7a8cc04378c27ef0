"""A reader sees what each line was worked out from, and what would change the answer."""

import re

import pytest
from flask import Flask

from tests.web.conftest import MEANS, Visitor, words

OFFER = MEANS | {"way": {"way": "monthly"}, "monthly": {"monthly": "10"}}
YEARLY = MEANS | {"income": {"income": "400,000", "period": "year"}}


def account(app: Flask, ref: str, answers: dict[str, dict[str, object]], lang: str = "en") -> str:
    page = Visitor(app, ref, lang).ask("plan", answers)
    assert page.request.path.endswith("/account"), page.request.path
    return page.text


def test_a_line_says_what_it_was_worked_out_from_and_since_when(oss: Flask) -> None:
    told = words(Visitor(oss, "demo-several").ask("plan", MEANS))
    assert "Norm for your household Norm for one adult €1,419.46 (from 1 July 2026)" in told
    assert "Part of the norm that is free 120% (from 1 January 2024)" in told
    assert "in force from 1 January 2024" in told


def test_a_line_links_to_the_official_text_where_there_is_one(oss: Flask, norddjurs: Flask) -> None:
    page = account(oss, "demo-several", MEANS)
    assert 'href="https://wetten.overheid.nl/BWBR0015703"' in page
    page = account(norddjurs, "demo-carries", YEARLY)
    assert 'href="/rules#a-37">Afdragsordninger<' in page, "no text of its own: where it is told"


@pytest.mark.parametrize(
    ("lang", "note"),
    [
        ("en", "the municipality still has to say whether this is right"),
        ("nl", "de gemeente moet nog zeggen of dit klopt"),
        ("da", "kommunen skal stadig sige, om det er rigtigt"),
    ],
)
def test_what_is_assumed_is_said_in_plain_words(oss: Flask, lang: str, note: str) -> None:
    answers = MEANS | {"income": {"income": "2000", "period": "month"}}
    assert note in account(oss, "demo-several", answers, lang)


def test_a_table_has_a_name_and_a_day(norddjurs: Flask) -> None:
    told = words(Visitor(norddjurs, "demo-carries").ask("plan", YEARLY))
    assert "Table of the law: part of the income (from 1 January 2026) to be confirmed" in told
    assert "up to and including 15,000.00 kr.: 12 months" in told


def test_the_letter_and_the_sent_request_say_it_too(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    case = visitor.send(visitor.ask("plan", MEANS))
    assert "Norm for one adult €1,419.46" in words(case)
    link = re.search(r'href="(/letters/[^"]+)"', case.text)
    assert link
    assert '<details class="more" open>' in visitor.get(link[1]).text


def lines(page: str) -> list[tuple[str, str]]:
    """Return each line of the sum on a page, with its amount."""
    part = page.split('<section class="receipt"', 1)[1].split("</section>", 1)[0]
    found = re.findall(r"<dt>(.*?)</dt><dd class=\"figure\">(.*?)</dd>", part, re.DOTALL)
    return [(plain(term), plain(figure)) for term, figure in found]


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", html).strip()


def test_screen_letter_and_staff_show_the_same_lines_in_the_same_order(
    oss: Flask, norddjurs: Flask
) -> None:
    month = {"income": {"income": "2000", "period": "month"}}
    year = {"income": {"income": "400000", "period": "year"}}
    asked = ((oss, "demo-several", "nl", month), (norddjurs, "demo-carries", "da", year))
    for app, ref, lang, income in asked:
        visitor = Visitor(app, ref, lang)
        account_page = visitor.ask("plan", MEANS | income)
        shown = lines(account_page.text)
        case = visitor.send(account_page)
        link = re.search(r'href="(/letters/[^"]+)"', case.text)
        assert link
        assert len(shown) > 3
        assert lines(visitor.get(link[1]).text) == shown
        worker = Visitor(app, "demo-worker", lang)
        assert lines(worker.get(f"/staff{case.request.path}").text) == shown


# ------------------------------------------------------------------ what would change it


def test_a_resident_reads_what_would_do_and_where_to_change_it(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    page = visitor.ask("plan", OFFER)
    assert "With €100.00 a month the rules say yes." in words(page)
    link = re.search(
        r'<a href="(/cases/[^"]+/questions/monthly)">Change what you ask</a>', page.text
    )
    assert link
    after = visitor.answer(visitor.get(link[1]), OFFER | {"monthly": {"monthly": "100"}})
    assert "What would change this" not in words(after)


def test_nobody_is_told_to_earn_less_or_shown_what_the_request_does_not_ask(oss: Flask) -> None:
    told = words(Visitor(oss, "demo-several").ask("plan", OFFER))
    section = told.split("What would change this")[1].split("What happens next")[0]
    assert "income" not in section.lower()
    assert "dependent" not in section.lower()


def test_more_than_the_rules_work_out_is_never_urged(oss: Flask) -> None:
    low = MEANS | {"income": {"income": "1600", "period": "month"}}
    told = words(Visitor(oss, "demo-no-capacity").ask("plan", low))
    assert "With €25.00 a month the rules say yes." in told
    assert "This is more than the rules work out for you. You need not offer it." in told


def test_no_other_answer_is_shown_that_would_cost_more(oss: Flask, norddjurs: Flask) -> None:
    low = MEANS | {"income": {"income": "1600", "period": "month"}}
    visitor = Visitor(oss, "demo-no-capacity")
    told = words(visitor.ask("plan", low))
    assert "70.97" not in told, "with a benefit of the municipality, which they do not have"
    family = MEANS | {"income": {"income": "180000", "period": "year"}}
    told = words(Visitor(norddjurs, "demo-low-income").ask("plan", family))
    assert "What would change this" in told
    assert "Should this be" not in told, "without the children more would be due"


def test_another_answer_that_costs_no_more_is_shown(oss: Flask) -> None:
    rich = MEANS | {"assets": {"assets": "50000"}}
    told = words(Visitor(oss, "demo-several").ask("plan", rich))
    assert "Savings and possessions: €50,000.00. Should this be" in told


def test_staff_see_it_beside_the_advice(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    sent = visitor.send(visitor.ask("plan", OFFER))
    case = sent.request.path.removeprefix("/cases/")
    staff = words(Visitor(oss, "demo-worker").get(f"/staff/cases/{case}"))
    assert "With €100.00 a month the rules say yes." in staff
    assert "one thing at a time" in staff
