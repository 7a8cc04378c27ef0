"""Every article has a row, and every row that is carried out is opened with a case of it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from portal.articles import OPENED, Articles, Row, articles_of, filled, read
from portal.errors import BadFile
from portal.municipality import load
from portal.rules.workings.registry import WORKINGS
from portal.texts import text
from tests.rules.situations import all_situations
from tests.rules.working_examples import Example, examples
from tests.structure.tree import ROOT
from tests.web.article_cases import CASES
from tests.web.conftest import TODAY, Visitor, words
from tests.web.copies import Demos
from tests.web.staff.desk import Desk, say
from tests.web.world import demo_app

TOWNS = {"oss": 22, "norddjurs": 47}
"""How many articles or rules each policy has."""
ROWS = [(town, row) for town in TOWNS for row in articles_of(load(town)).rows]
SITUATIONS = {told.name: told for told in all_situations()}
EXAMPLES = {(e.municipality, e.working, e.name.split(": ", 1)[1]): e for e in examples()}


def opened(*hows: str) -> list[object]:
    """The rows that are carried out in these ways, as parameters."""
    return [
        pytest.param(town, row, id=f"{town}-{row.id}")
        for town, row in ROWS
        if row.opens and row.how in hows
    ]


@pytest.fixture(scope="module")
def opened_portals() -> Iterator[dict[Demos, dict[str, Flask]]]:
    """The portals that are open, by engine and municipality."""
    made: dict[Demos, dict[str, Flask]] = {}
    yield made
    for app in (app for towns in made.values() for app in towns.values()):
        app.extensions["portal"].database.engine.dispose()


@pytest.fixture
def portals(opened_portals: dict[Demos, dict[str, Flask]], demos: Demos) -> dict[str, Flask]:
    """A portal for each municipality, in which all cases are lived through."""
    if demos not in opened_portals:
        opened_portals[demos] = {
            town: demo_app(demos.renew(f"articles-{town}", town), town) for town in TOWNS
        }
    return opened_portals[demos]


# ---- the list is whole


@pytest.mark.parametrize("town", TOWNS)
def test_every_article_has_a_row(town: str) -> None:
    numbers = {row.number for row in articles_of(load(town)).rows}
    assert [no for no in range(1, TOWNS[town] + 1) if str(no) not in numbers] == []


@pytest.mark.parametrize("town", TOWNS)
def test_the_rows_stand_in_the_order_of_the_policy(town: str) -> None:
    found = articles_of(load(town))
    numbers = [int(row.number) for row in found.rows if row.number]
    assert numbers == sorted(numbers)
    in_sections = [row for section in found.sections for row in found.of(section)]
    assert in_sections == list(found.rows)


def test_every_working_of_a_municipality_is_part_of_an_article() -> None:
    for town in TOWNS:
        shown = {row.opens.name for row in articles_of(load(town)).rows if row.opens}
        assert set(load(town).workings) - shown <= {"collection_floor", "cash_flow"}, town


def test_every_case_is_of_an_article() -> None:
    assert {row.opens.case for _, row in ROWS if row.opens} >= set(CASES)


# ---- what is carried out is opened


@pytest.mark.parametrize(("town", "row"), opened(*OPENED, "information"))
def test_the_case_of_the_article_shows_it(town: str, row: Row, portals: dict[str, Flask]) -> None:
    assert row.opens
    if row.opens.situation:
        worked_out(row)
    elif row.opens.page == "staff.working":
        worked_out_by_staff(portals[town], town, row)
    else:
        CASES[row.opens.case](portals[town], row)


def worked_out(row: Row) -> None:
    """Run the situation: the lines and the reasons of the article are in the answer."""
    assert row.opens
    answer = SITUATIONS[f"{row.opens.situation}: {row.opens.case}"].answered()
    assert set(row.lines) <= {line["id"] for line in answer["account"]}
    assert set(row.codes) <= {reason["code"] for reason in answer["reasons"]}
    assert row.lines or row.codes


def worked_out_by_staff(app: Flask, town: str, row: Row) -> None:
    """Fill in the form of staff: its facts are asked, and the lines come out."""
    assert row.opens
    example = EXAMPLES[town, row.opens.name, row.opens.case]
    assert set(row.facts) <= {asked.name for asked in WORKINGS[row.opens.name].asks}
    assert set(row.lines) <= {line.id for line in example.made().account()}
    path = f"/staff/workings/{row.opens.name}"
    form = words(Desk(app).get(path))
    assert [name for name in row.facts if say(f"asked-{name}".replace("_", "-")) not in form] == []
    answer = Desk(app).post(path, **typed(example))
    assert answer.status_code == 200, words(answer)
    for advice in replace(example, on=TODAY).made().advice():
        assert say(f"advice-{advice.code}".replace("_", "-")) in words(answer)
    found = [name for name in row.lines if say(f"line-{name}".replace("_", "-")) in words(answer)]
    assert found == list(row.lines)


def typed(example: Example) -> dict[str, str]:
    """The facts of an example, as someone types them."""
    given = {name: value for name, value in example.facts.items() if value is not False}
    return {name: "y" if value is True else f"{value}" for name, value in given.items()}


# ---- the page for everyone


@pytest.mark.parametrize("town", TOWNS)
@pytest.mark.parametrize("lang", ["nl", "da", "en"])
def test_anyone_reads_every_article(town: str, lang: str, portals: dict[str, Flask]) -> None:
    client = portals[town].test_client()
    client.set_cookie("lang", lang)
    page = client.get("/rules")
    said = words(page)
    for row in articles_of(load(town)).rows:
        assert f'id="a-{row.id}"' in page.text
        assert text(lang, f"articles-how-{row.how}") in said
        if "{" not in row.says[lang]:
            assert row.says[lang].replace("\u00a0", " ") in said
        assert not row.url or row.url in page.text
    assert "{" not in said, "every dated value is filled in"


def test_a_dated_value_is_written_as_it_is_today(portals: dict[str, Flask]) -> None:
    client = portals["oss"].test_client()
    client.set_cookie("lang", "en")
    said = words(client.get("/rules"))
    assert "Income up to 120% of the norm is left alone; of the rest 50% counts." in said
    assert "At least €25.00" in said


@pytest.mark.parametrize(
    ("who", "seen", "hidden"),
    [
        ("demo-several", "/ask", "/staff/workings/recovery"),
        ("demo-worker", "/staff/workings/recovery", "/ask"),
    ],
)
def test_everyone_finds_what_they_may_open(
    portals: dict[str, Flask], who: str, seen: str, hidden: str
) -> None:
    page = Visitor(portals["oss"], who).get("/rules").text
    main = page[page.index("<main") : page.index("</main>")]
    assert f'href="{seen}"' in main
    assert f'href="{hidden}"' not in main
    assert "/staff" not in portals["oss"].test_client().get("/rules").text


@pytest.mark.parametrize(
    ("town", "who"),
    [
        ("oss", "demo-several"),
        ("oss", "demo-worker"),
        ("norddjurs", "demo-carries"),
        ("norddjurs", "demo-business"),
        ("norddjurs", "demo-supervisor"),
        ("norddjurs", "demo-unit"),
    ],
)
def test_every_page_it_leads_to_is_there(portals: dict[str, Flask], town: str, who: str) -> None:
    visitor = Visitor(portals[town], who)
    found = visitor.get("/rules")
    assert found.status_code == 200
    page = found.text
    main = page[page.index("<main") : page.index("</main>")]
    for path in set(re.findall(r'href="(/[^"]+)"', main)):
        assert visitor.get(path).status_code == 200, path


def test_a_municipality_without_a_list_has_no_such_page(
    portals: dict[str, Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.web.articles.articles_of", lambda _: Articles({}, ()))
    assert portals["oss"].test_client().get("/rules").status_code == 404


# ---- the file is read strictly

GOOD = {
    "label": "Rules art.",
    "url": "https://example.org/",
    "sections": {"one": {"nl": "Een", "da": "En", "en": "One"}},
    "1": {
        "section": "one",
        "title": {"nl": "Een", "da": "En", "en": "One"},
        "says": {"nl": "{crumb_amount}", "da": "{crumb_amount}", "en": "{crumb_amount}"},
        "how": "computed",
        "mark": "policy",
        "source": "Art. 1",
        "opens": {"command": "portal assess", "case": "one"},
    },
}


def test_a_good_file_is_taken() -> None:
    (row,) = read(GOOD, load("oss")).rows
    assert (row.label, row.url, row.number) == ("Rules art. 1", "https://example.org/", "1")
    write = {True: lambda minor: f"{minor} cents", False: str}
    assert filled(row.says["en"], load("oss").policy, date(2026, 7, 1), write) == "10000 cents"


@pytest.mark.parametrize(
    "change",
    [
        {"section": "two"},
        {"how": "done"},
        {"mark": "sure"},
        {"article": "no_such"},
        {"title": {"nl": "Een", "en": "One"}},
        {"says": {"nl": "{x}", "da": "{x}", "en": "{x}"}},
        {"opens": {}},
        {"opens": {"page": "staff.queue"}},
        {"opens": {"command": "portal assess", "case": "one", "more": "two"}},
        {"how": "planned"},
        {"colour": "red"},
    ],
    ids=str,
)
def test_what_is_wrong_is_said_with_its_row(change: dict[str, object]) -> None:
    data = deepcopy(GOOD)
    data["1"] |= change
    with pytest.raises(BadFile) as wrong:
        read(data, load("oss"))
    assert all(str(mistake).startswith("1: ") for mistake in wrong.value.mistakes)


# ---- the table in the docs


@pytest.mark.parametrize("town", TOWNS)
def test_the_table_in_the_docs_is_the_data(town: str) -> None:
    made = subprocess.run(
        [sys.executable, ROOT / "deploy" / "articles", town, "--print"],
        capture_output=True,
        text=True,
        check=True,
    )
    kept = (ROOT / "deploy" / f"articles-{town}.md").read_text(encoding="utf-8")
    assert made.stdout == kept, "run deploy/articles"
