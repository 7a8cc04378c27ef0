"""Stops of the walks where collecting stands still, and at the letter of a reminder."""

from datetime import UTC, date, datetime

from portal.cases.models import Letter
from portal.jobs.dunning import unpaid
from portal.jobs.night import InProcess, Night, run_night
from tests.browser import journeys
from tests.browser.site import Site
from tests.browser.visit import Visit

DAYS = (date(2027, 3, 1), date(2027, 3, 20))
"""A night that sends words about all that is overdue by then, and one that reminds."""


def by_staff(site: Site, worker: Visit, resident: Visit, person: str) -> None:
    """A hold asked for wrongly, placed, ended; what the resident reads of it; a reminder."""
    worker.open(f"/staff/people/{person}/hold")
    worker.press("main form .primary")
    worker.fill({"kind": "social", "reason": "They were taken ill.", "until": "2099-01-31"})
    worker.press("main form .primary")
    with resident.in_passing():
        journeys.sign_in(resident, person)
        resident.press("ul.claims a >> nth=0")
    resident.look("a claim that stands still")
    worker.press("main a[href$='/end']")
    with worker.in_passing():
        worker.press("main form .primary")
    worker.open(f"/staff/letters/{_reminder(site)}")


def _reminder(site: Site) -> str:
    """The reference of a reminder of later nights."""
    parts = site.app.extensions["portal"]
    for on in DAYS:
        night = Night(parts.town, on, datetime(2027, 4, 1, tzinfo=UTC))
        run_night(parts.database, night, [unpaid.STEP], InProcess(parts.database))
    letters: list[Letter] = site.rows(Letter)
    return next(letter.ref for letter in letters if letter.kind == "reminder")
