"""Two people at one case: the second to save is told who saved what, and loses no word."""

from collections.abc import Callable

import pytest

from portal.cases.rulings.models import Weighing
from portal.people.models import StaffMember
from tests.browser import journeys
from tests.browser.decision_stops import WEIGHED
from tests.browser.site import Site
from tests.browser.visit import Visit
from tests.browser.waiting import request_waits

pytestmark = pytest.mark.browser

TYPED = WEIGHED | {"conclusion": "All in all small parts will do."}


def test_the_second_to_save_is_told_by_whom_and_keeps_what_they_typed(
    serve: Callable[..., Site], visit: Callable[..., Visit]
) -> None:
    site = serve("oss")
    case, early, late = request_waits(site, "demo-no-capacity"), visit(site), visit(site)
    for staff, ref in ((early, "demo-supervisor"), (late, "demo-worker")):
        journeys.sign_in(staff, ref)
        staff.open(f"/staff/cases/{case}/weighing")
    late.fill(TYPED)
    early.fill(WEIGHED)
    early.press("main form .primary")
    late.press("main form .primary")

    (name,) = (one.name for one in site.rows(StaffMember) if one.ref == "demo-supervisor")
    assert f"{late.says('staff-event-weighed-areas')}: {name}" in late.words()
    assert {field: value_of(late, field) for field in TYPED} == TYPED
    late.press("main form .primary")
    assert late.path == f"/staff/cases/{case}"
    told = [one.conclusion for one in site.rows(Weighing)]
    assert told == [WEIGHED["conclusion"], TYPED["conclusion"]]


def value_of(visit: Visit, field: str) -> str:
    """Return what stands in a field of the page."""
    return visit.page.locator(f"main [name='{field}']").input_value()
