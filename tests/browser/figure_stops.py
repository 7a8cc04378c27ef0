"""Stops of the walks at figures: every topic, departures, a second look, what is shared."""

from collections.abc import Callable

from portal.cases.figures import arrears
from portal.simulate.trials.working import work_off
from tests.browser import journeys
from tests.browser.site import Site
from tests.browser.visit import Visit
from tests.builders import NOW
from tests.web.second_look_world import REF, draw

TOPICS = (
    *("team/requests", "team/plans", "team/claims", "team/calls"),
    *("council/arrears", "council/let-go", "council/articles"),
    *("departures", "share"),
)


def by_council(site: Site, visit: Callable[..., Visit]) -> None:
    """A councillor: arrears a night counted, a value tried on the real people, nobody's file."""
    portal = site.app.extensions["portal"]
    with portal.database.unit_of_work() as session:
        arrears.keep_day(session, portal.clock.today())
    reader = visit(site)
    journeys.sign_in(reader, "demo-council")
    reader.press("main a[href$='/council/arrears']")
    reader.open("/staff/variants")
    reader.press("main ul.claims a >> nth=0")
    reader.fill({"value1": "10", "source": "records"})
    reader.press("main form .primary")
    assert work_off(portal.database, lambda: portal.town, lambda: NOW) == 1
    reader.open(reader.path)
    reader.open("/staff/people")


def by_leader(site: Site, leader: Visit) -> None:
    """All there is to see; a second look, said wrongly and then well."""
    leader.open("/staff/figures")
    for topic in TOPICS:
        leader.open(f"/staff/figures/{topic}")
    with site.app.extensions["portal"].database.unit_of_work() as session:
        draw(session)
    leader.open("/staff/second-looks")
    leader.open(f"/staff/second-looks/{REF}")
    leader.press("main form .primary")
    leader.fill({"outcome": "refused", "reason": "The income is not shown."})
    leader.press("main form .primary")
