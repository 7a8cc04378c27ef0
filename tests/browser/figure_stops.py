"""Stops of the walks at figures: every topic, departures, a second look, what is shared."""

from tests.browser.site import Site
from tests.browser.visit import Visit
from tests.web.second_look_world import REF, draw

TOPICS = (
    *("team/requests", "team/plans", "team/claims", "team/calls"),
    *("council/arrears", "council/let-go", "council/articles"),
    *("departures", "share"),
)


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
