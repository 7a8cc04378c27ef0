"""A plan from before the rules of today: what asking would cost is seen; keeping it is one act."""

from collections.abc import Callable

import pytest

from portal.cases.models import Case, WarningShown
from portal.ledger.models import Plan
from tests.browser import journeys
from tests.browser.fit import faults, too_close_colours, violations
from tests.browser.journeys import WHO_AND_WHAT
from tests.browser.site import Site
from tests.browser.visit import ONWARDS, Visit

pytestmark = pytest.mark.browser

DEARER = {**WHO_AND_WHAT, "income": {"income": "2630", "period": "month"}}
"""The rules of today come to 98.32 a month; the plan asks 40."""
KEEP = "[formaction$='/discard']"


@pytest.mark.parametrize(
    ("lang", "scripts"), [pytest.param("nl", True, marks=pytest.mark.long), ("da", False)]
)
def test_whoever_sees_that_asking_costs_more_keeps_the_plan(
    serve: Callable[..., Site], visit: Callable[..., Visit], lang: str, scripts: bool
) -> None:
    site = serve("oss")
    plans = [(plan.ref, plan.ended_on) for plan in site.rows(Plan)]
    kept = {f"/plans/{ref}" for ref, _ in plans}
    resident = visit(site, lang, scripts=scripts)
    journeys.sign_in(resident, "demo-old-plan")
    journeys.ask(resident, "lower_instalment", DEARER)
    resident.looks = (faults, violations, too_close_colours) if lang == "nl" else (faults,)
    resident.look("account")
    assert resident.sees("transition-why-old-is-kinder")
    for amount in (40_00, 98_32):
        assert resident.amount(amount) in resident.words()
    resident.press("form[action$='/discard'] button")
    assert resident.path in kept
    assert site.rows(Case) == []

    with resident.in_passing():
        journeys.ask(resident, "lower_instalment", DEARER)
    resident.press(ONWARDS)
    assert resident.amount(58_32) in resident.words(), "so much more a month"
    resident.press("#send .actions .primary")
    assert resident.sees("error-read-warning")
    resident.press(KEEP)
    assert resident.path in kept
    assert (site.rows(Case), site.rows(WarningShown)) == ([], [])
    assert [(plan.ref, plan.ended_on) for plan in site.rows(Plan)] == plans
    assert resident.faults == []
