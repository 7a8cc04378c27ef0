"""Stops of the walks at the day of staff: the list in parts, a thing that waits, a run of many."""

from datetime import timedelta

from sqlmodel import select

from portal.cases.models import Case
from portal.cases.work.models import BulkItem, BulkRun
from portal.people.models import StaffMember
from tests.browser.site import Site
from tests.browser.visit import Visit


def by_staff(site: Site, worker: Visit, name: str) -> None:
    """Parts of the list, a search, one request handed over wrongly, stopped, and a run."""
    worker.open("/staff/filter")
    worker.fill({"kind": "request"})
    worker.press("main form .primary")
    worker.open("/staff/")
    worker.fill({"q": name})
    worker.press("form.search button")
    worker.press("ul.claims p a >> nth=0")
    page = worker.path
    worker.page.evaluate("document.querySelectorAll('main details').forEach(e => e.open = true)")
    worker.look("what can be arranged")
    worker.press("form[action$='/given'] button")
    worker.open(page)
    worker.page.evaluate("document.querySelectorAll('main details').forEach(e => e.open = true)")
    worker.press("form[action$='/stopped'] button")
    worker.open("/staff/bulk")
    worker.open(f"/staff/bulk/runs/{_a_run(site)}")


def _a_run(site: Site) -> str:
    """A run of one request that waits for its letters."""
    portal = site.app.extensions["portal"]
    with portal.database.unit_of_work() as session:
        staff = session.exec(select(StaffMember).where(StaffMember.ref == "demo-worker")).one()
        case = session.exec(select(Case).where(Case.state == "sent")).first()
        now = portal.clock.now()
        made = BulkRun(
            ref="a-run-of-a-walk",
            staff_id=staff.id,
            made_at=now,
            letters_at=now + timedelta(hours=1),
            sameness="x",
            state="ready",
        )
        session.add(made)
        session.flush()
        session.add(BulkItem(run_id=made.id, case_id=case.id, seen=1, state="left"))
        return made.ref
