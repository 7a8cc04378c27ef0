"""The main job on a phone: both municipalities, all languages, with scripts and without."""

from collections.abc import Callable
from datetime import date

import pytest

from portal import texts
from portal.cases.models import Case, Decision, Letter, Message
from portal.ledger.models import Instalment, Plan
from tests.browser import journeys
from tests.browser.fit import faults
from tests.browser.journeys import CLEAR, REASON, UNCLEAR
from tests.browser.site import Site
from tests.browser.visit import Look, Visit

pytestmark = pytest.mark.browser

LONG = pytest.mark.long
PAIRS = [
    ("oss", "nl", True),
    ("oss", "da", False),
    ("norddjurs", "da", True),
    ("norddjurs", "en", False),
    ("oss", "en", True),
    ("norddjurs", "nl", False),
]
"""Every two of these meet once: town and language, town and scripts, language and scripts."""


def pairs(*short: int) -> pytest.MarkDecorator:
    """Take these of the pairs in every run, the others in the long one."""
    marks = ([] if at in short else [LONG] for at in range(len(PAIRS)))
    chosen = [pytest.param(*one, marks=mark) for one, mark in zip(PAIRS, marks, strict=True)]
    return pytest.mark.parametrize(("town", "lang", "scripts"), chosen)


GRANTED = {"oss": 25_00, "norddjurs": 400_00}
"""What staff grant a month to someone who offered 10: more than was asked, so in part."""


@pairs(1, 2)
def test_an_unclear_case_goes_to_staff_and_comes_back(
    serve: Callable[..., Site], visit: Callable[..., Visit], town: str, lang: str, scripts: bool
) -> None:
    site, asker = serve(town), UNCLEAR[town]
    resident = visit(site, lang, scripts=scripts)
    resident.looks = looks(site, lang)
    journeys.sign_in(resident, asker.ref)
    assert resident.sees("overview-you-owe")
    journeys.ask(resident, "plan", asker.answers)
    assert resident.sees("account-staff")
    journeys.send(resident)
    assert resident.sees("case-sent")
    case = resident.path

    staff = visit(site, lang, scripts=scripts)
    staff.looks = looks(site, lang)
    journeys.sign_in(staff, "demo-worker")
    journeys.find_case(staff, asker.name)
    staff.press("form[action$='/taken'] button")
    assert staff.sees("staff-state-mine")
    journeys.ask_resident(staff, "Hoeveel huur betaalt u?")
    assert staff.sees("staff-state-asked")

    resident.open("/overview")
    assert resident.sees("overview-asked")
    resident.press(f".notice a[href='{case}']")
    assert "Hoeveel huur betaalt u?" in resident.words()
    journeys.tell(resident, "Ik betaal 620 huur.")

    journeys.find_case(staff, asker.name)
    assert "Ik betaal 620 huur." in staff.words()
    monthly = texts.figures(lang, GRANTED[town])
    journeys.decide(staff, "other", REASON, monthly=monthly)
    assert staff.sees("staff-granted-partly")

    resident.open(case)
    assert resident.sees("decision-granted-partly-plan")
    assert REASON in resident.words()
    resident.press("main a[href^='/letters/']")
    assert REASON in resident.words()
    resident.press("main .back")
    resident.press("main .back")
    assert resident.sees("group-in-plan")
    assert resident.amount(GRANTED[town]) in resident.words()

    (decision,) = site.rows(Decision)
    assert (decision.outcome, decision.monthly) == ("granted_partly", GRANTED[town])
    assert [message.author for message in site.rows(Message)] == ["staff", "resident"]
    assert len(site.rows(Letter)) == 1
    assert resident.faults + staff.faults == []


def looks(site: Site, lang: str) -> list[Look]:
    """What is held against every page on the way; the walks look in the town's own language."""
    own = site.app.extensions["portal"].town.languages[0]
    return [] if lang == own else [faults]


@pairs(0, 3)
def test_a_clear_case_is_granted_at_once(
    serve: Callable[..., Site], visit: Callable[..., Visit], town: str, lang: str, scripts: bool
) -> None:
    site, asker = serve(town), CLEAR[town]
    plans_before = len(site.rows(Plan))
    resident = visit(site, lang, scripts=not scripts)
    journeys.sign_in(resident, asker.ref)
    journeys.ask(resident, "plan", asker.answers)
    assert resident.path.endswith("/account")
    journeys.send(resident)

    assert resident.sees("decision-granted-plan")
    assert resident.sees("decision-by-rules")
    (case,), (decision,) = site.rows(Case), site.rows(Decision)
    assert (case.state, decision.staff_id) == ("decided", None)
    assert len(site.rows(Plan)) == plans_before + 1
    first = min(row.due_on for row in site.rows(Instalment) if row.plan_id == decision.plan_id)
    resident.press("main a[href^='/letters/']")
    letter_language = site.rows(Letter)[0].language
    assert texts.day(letter_language, date.fromisoformat(str(first))) in resident.words()
