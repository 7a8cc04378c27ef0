"""Stops of the walks at the lists of staff: answered wrongly and well, handed over, enforced."""

from datetime import date, timedelta

from sqlmodel import Session, select

from portal.jobs import time_bar
from portal.jobs.calling import night as calling
from portal.jobs.handover import listing
from portal.jobs.handover.month_file import read_month
from portal.jobs.handover.months import take_month
from portal.jobs.night import InProcess, Night, run_night
from portal.ledger.dunning.models import Reminder
from portal.ledger.models import Claim
from portal.people.models import Person
from tests import builders
from tests.browser.site import Site
from tests.browser.visit import Fields, Visit

GOOD = "Nothing was arranged, and the reminder said so."
ATTACHED: Fields = {"says": "yes", "on": "2030-01-07", "at": "10.00", "place": "Testvej 1"}


def by_staff(site: Site, worker: Visit) -> None:
    """The lists, one proposal answered wrongly, then well; and what follows from a yes."""
    claim = _a_night(site)
    worker.open("/staff/lists")
    worker.open("/staff/lists/time-bar-warning")
    worker.open("/staff/holds")
    _called(worker)
    if site.town == "oss":
        _answered(worker, "writ", {"says": "yes"})
        worker.open("/staff/lists/writ-served")
        worker.press("main ul.claims a >> nth=0")
        worker.press("main a[href^='/staff/letters/']")
        return
    _answered(worker, "attachment", ATTACHED)
    worker.open("/staff/lists/handover-lacks")
    _answered(worker, "handover", {"says": "yes"})
    worker.open("/staff/handover")
    worker.press("main form .primary")
    _a_month(site)
    worker.open("/staff/handover/months/2026-11")
    worker.press("#differences + p + ul a >> nth=0")
    worker.press("main form .primary")
    worker.fill({"why": "theirs", "words": GOOD})
    worker.press("main form .primary")
    worker.open("/staff/handover/months/2026-11/received")
    _course(worker, claim)


def _answered(worker: Visit, kind: str, answer: Fields) -> None:
    worker.open(f"/staff/lists/{kind}")
    worker.press("main ul.claims a >> nth=0")
    worker.press("main form .primary")
    worker.fill({**answer, "reason": GOOD})
    worker.press("main form .primary")


def _called(worker: Visit) -> None:
    """The call list; a call, wrong first; the contacts it came to, one of them corrected."""
    worker.open("/staff/lists/call")
    worker.press("main ul.claims a >> nth=0")
    worker.press("main form .primary")
    worker.fill({"says": "yes", "outcome": "will_pay", "reason": "Pays the rest on Friday."})
    worker.press("main form .primary")
    worker.open("/staff/people/demo-time-bar/contacts/new")
    worker.press("main form .primary")
    worker.fill({"outcome": "informed", "words": "Asked when the next amount is due."})
    worker.press("main form .primary")
    worker.open("/staff/people/demo-time-bar/contacts")
    worker.press("main a[href*='/contacts/'] >> nth=1")
    worker.fill({"outcome": "mistake", "words": "That was her sister."})
    worker.press("main form .primary")


def _course(worker: Visit, claim: str) -> None:
    """The course of a claim at the collector: a change, wrong first; and of one that is here."""
    worker.open(f"/staff/claims/{claim}")
    worker.page.evaluate("document.querySelectorAll('main details').forEach(e => e.open = true)")
    worker.look("what can be changed at the collector")
    worker.press("main form .primary")
    worker.fill({"way": "recall", "why": "error", "reason": GOOD})
    worker.press("main form .primary")


def _a_night(site: Site) -> str:
    """Let a night put claims on the lists; return one that can be handed over."""
    parts = site.app.extensions["portal"]
    kinds = ("benefit_recovery",) if site.town == "oss" else ("invoice", "rat_control", "daycare")
    with parts.database.unit_of_work() as session:
        owner = session.exec(select(Person).where(Person.ref == "demo-business")).one()
        made = [_reminded(session, owner, kind, parts.clock.today()) for kind in kinds]
        session.add(_reminder(made[-1], parts.clock.today()))
    night = Night(parts.town, parts.clock.today(), parts.clock.now())
    steps = [listing.STEP, time_bar.STEP, *calling.STEPS]
    run_night(parts.database, night, steps, InProcess(parts.database))
    return made[0].ref


def _reminded(session: Session, owner: Person, kind: str, today: date) -> Claim:
    """A claim reminded long ago, near its time bar."""
    day = timedelta(days=1)
    return builders.claim(
        session,
        owner,
        500_00,
        kind=kind,
        description="Sent before and reminded",
        arose_on=today - 100 * day,
        due_on=today - 70 * day,
        stage="reminded",
        reminded_on=today - 40 * day,
        time_bar_on=today + 40 * day,
    )


def _reminder(debt: Claim, today: date) -> Reminder:
    """The last reminder about a claim, whose time is over."""
    day = timedelta(days=1)
    return Reminder(
        claim_id=debt.id or 0,
        kind="reminder",
        no=1,
        sent_on=today - 40 * day,
        answer_by=today - 20 * day,
        asked=500_00,
        notice=True,
    )


def _a_month(site: Site) -> None:
    """The collector's month names a claim that nobody here sent."""
    head = "month,as_of,reference,received,recalled,written_down,written_up,base,balance"
    line = "2026-11,2026-11-30,elsewhere-1,70.00,0.00,0.00,0.00,70.00,71.00"
    parts = site.app.extensions["portal"]
    with parts.database.unit_of_work() as session:
        told = read_month(f"{head}\n{line}\n".encode())
        take_month(session, told, file_name="m.csv", by="x", now=parts.clock.now())
