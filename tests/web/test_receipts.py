"""The receipt of a request: rebuilt before the eyes of whom it is about, and of staff."""

import json
import re
from collections.abc import Callable

import pytest
from babel.support import Translations
from flask import Flask
from werkzeug.test import TestResponse

from portal.assess import assess_json
from tests.conftest import AS_IT_COMES
from tests.web.conftest import MEANS, Visitor, words


def sent(app: Flask, who: str = "demo-several", ask: str = "plan") -> tuple[Visitor, str]:
    """Someone who just sent a request, and where it is shown."""
    visitor = Visitor(app, who)
    page = visitor.send(visitor.ask(ask, MEANS))
    return visitor, page.request.path


_IN_JSON = r"cast(replace(cast(\1 as text), \2) as json)"


def tamper(app: Flask, change: str, *, reseal: bool = False) -> None:
    """Change what the database guards."""
    from portal.cases.models import Receipt  # noqa: PLC0415
    from portal.cases.receipts import Kept  # noqa: PLC0415

    database = app.extensions["portal"].database
    with database.unit_of_work() as session:
        unguard = "drop trigger if exists receipt_no_update"
        if database.engine.dialect.name == "postgresql":
            unguard = "alter table receipt disable trigger user"
            change = re.sub(r"replace\((\w+), (.*?)\)", _IN_JSON, change)
        session.connection().exec_driver_sql(unguard)
        session.connection().exec_driver_sql(f"update receipt set {change}")
        if reseal:
            receipt = session.get_one(Receipt, 1)
            receipt.seal = Kept.of(receipt).sealed()


def test_the_page_tells_the_facts_the_sum_and_that_it_comes_out_the_same(oss: Flask) -> None:
    visitor, case = sent(oss)
    assert f'href="{case}/receipt"' in visitor.get(case).text
    page = words(visitor.get(f"{case}/receipt"))
    assert "The same, to the cent" in page
    assert "Net income €2,000.00 a month" in page
    assert "Only me" in page
    assert "Then Granted Now Granted" in page
    assert "What you can pay a month Then €148.32 Now €148.32" in page
    assert "2024.1" in page


def test_a_letter_leads_there_too(oss: Flask) -> None:
    visitor, case = sent(oss)
    letter = next(
        part.split('"')[0] for part in visitor.get(case).text.split('href="') if "/letters/" in part
    )
    assert f'href="{case}/receipt"' in visitor.get(letter).text


def test_the_file_is_a_request_that_gives_the_same_answer(oss: Flask) -> None:
    visitor, case = sent(oss)
    file = visitor.get(f"{case}/receipt.json")
    assert file.mimetype == "application/json"
    assert file.headers["Content-Disposition"].startswith("attachment")
    answer = assess_json(json.loads(file.text), "en")
    assert (answer["outcome"], answer["capacity"]) == ("grant", "148.32")
    kept = words(visitor.get(f"{case}/receipt"))
    assert answer["policy"]["hash"] in kept


def test_facts_that_no_file_can_hold_have_none(oss: Flask) -> None:
    """Zero is what the resident said, and a mistake in a file."""
    visitor = Visitor(oss, "demo-several")
    none = {"income": {"income": "0", "period": "month"}}
    case = visitor.send(visitor.ask("plan", MEANS | none)).request.path
    assert "receipt.json" not in visitor.get(f"{case}/receipt").text
    assert visitor.get(f"{case}/receipt.json").status_code == 404


def test_a_short_plan_without_a_sum_has_a_receipt(norddjurs: Flask) -> None:
    visitor = Visitor(norddjurs, "demo-carries")
    page = visitor.send(
        visitor.ask("plan", MEANS | {"income": {"income": "200,000", "period": "year"}})
    )
    shown = words(visitor.get(f"{page.request.path}/receipt"))
    assert "The same, to the cent" in shown


def opened(visitor: Visitor, case: str) -> TestResponse:
    page = visitor.get(f"{case}/receipt")
    assert page.status_code == 200
    return page


@pytest.mark.parametrize(
    "change",
    [
        "facts = replace(facts, '2000.00', '2500.00')",
        "facts = '{}'",
        "facts = '[]'",
        "facts = replace(facts, 'single', 'singel')",
    ],
)
def test_when_it_comes_out_otherwise_the_page_says_so_and_whom_to_call(
    oss: Flask, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    for name in ("gettext", "ugettext"):
        monkeypatch.setattr(Translations, name, AS_IT_COMES)
    visitor, case = sent(oss)
    tamper(oss, change)
    page = opened(visitor, case)
    assert "It does not come out the same" in words(page)
    assert "What you were told still holds" in words(page)
    assert 'href="tel:' in page.text
    staff = Visitor(oss, "demo-worker")
    assert "It does not come out the same" in words(opened(staff, f"/staff{case}"))
    assert "was changed after it was kept" in words(opened(staff, f"/staff{case}"))
    told = words(opened(staff, f"/staff{case}"))
    assert re.search(
        r"(What the rules were told|Your income after tax a month), .*record its", told
    )
    assert not re.search(r"(line|policy) \w+,|seal", told), "codes are for programs"


def test_a_changed_figure_stands_beside_the_one_of_now(oss: Flask) -> None:
    visitor, case = sent(oss)
    tamper(oss, """result = replace(result, '"capacity": "148.32"', '"capacity": "148.33"')""")
    assert "It does not come out the same" in words(opened(visitor, case))
    lines = """result = replace(result, '"amount": "148.32"', '"amount": "148.33"')"""
    tamper(oss, lines)
    page = words(opened(visitor, case))
    assert "different Then €148.33 Now €148.32" in page


def test_staff_are_told_on_the_case_itself(oss: Flask) -> None:
    _, case = sent(oss)
    staff = Visitor(oss, "demo-worker")
    before = words(staff.get(f"/staff{case}"))
    assert "does not come out the same" not in before
    tamper(oss, "facts = replace(facts, '2000.00', '2500.00')")
    assert "does not come out the same" in words(staff.get(f"/staff{case}"))


def test_rules_that_were_edited_without_effect_are_told_apart(oss: Flask) -> None:
    visitor, case = sent(oss)
    other = "replace(result, policy_hash, 'f0f0')"
    tamper(oss, f"result = {other}, policy_hash = 'f0f0'", reseal=True)
    assert "with rules that were edited since" in words(opened(visitor, case))


def test_a_receipt_is_its_owners(make_app: Callable[..., Flask]) -> None:
    app = make_app("oss")
    _, case = sent(app)
    stranger = Visitor(app, "demo-couple")
    for path in (f"{case}/receipt", f"{case}/receipt.json", f"/staff{case}/receipt"):
        assert stranger.get(path).status_code == 404
    assert Visitor(app, "demo-worker").get(f"{case}/receipt.json").status_code == 404


def test_a_draft_has_none(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-couple")
    draft = visitor.post("/ask", ask="plan").request.path.split("/questions")[0]
    assert visitor.get(f"{draft}/receipt").status_code == 404
    assert visitor.get(f"{draft}/receipt.json").status_code == 404
