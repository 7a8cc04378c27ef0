"""Stops of the walks at trials of a rule: asked wrongly and well, looked at, proposed, signed."""

from collections.abc import Callable

from portal.simulate.trials.working import work_off
from tests.browser import journeys
from tests.browser.site import Site
from tests.browser.visit import Fields, Visit
from tests.builders import NOW

TRIED: Fields = {"value1": "10", "value2": "300", "value3": "500", "people": "2000"}
PROPOSED: Fields = {
    "starts_on": "2030-01-01",
    "decision": "Council decision 2026-118",
    "decided_on": "2026-01-02",
}


def by_staff(site: Site, leader: Visit, visit: Callable[..., Visit]) -> None:
    """A value tried side by side, one of them proposed; a senior signs, the supervisor looks."""
    leader.open("/staff/variants")
    leader.press("main ul.claims a >> nth=0")
    leader.press("main form .primary")
    leader.fill(TRIED)
    leader.press("main form .primary")
    trial, portal = leader.path, site.app.extensions["portal"]
    assert work_off(portal.database, lambda: portal.town, lambda: NOW) == 1
    leader.open(trial)
    leader.press("main section ul a >> nth=1")
    leader.press("main form .primary")
    leader.fill(PROPOSED)
    leader.press("main form .primary")
    senior = visit(site)
    journeys.sign_in(senior, "demo-senior")
    senior.open("/staff/adopted")
    senior.press("main ul.claims a >> nth=0")
    senior.press("main form .primary")
    leader.open(senior.path)
    leader.open("/staff/variants")
