"""Things that wait in the demo, and the forms about them: who sends them, a good answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlmodel import Session, select

from portal.cases.models import Case
from portal.cases.work.hands import By, remind
from portal.people.actors import staff_actor
from portal.people.models import StaffMember
from tests.web.conftest import TODAY, moment

LATER = (TODAY + timedelta(days=10)).isoformat()
VIEW = "/staff/queue/kind.request~mine"


def work_names(app: Flask, names: dict[str, str]) -> dict[str, str]:
    """Let a case worker be reminded of a request; return the references."""
    with app.extensions["portal"].database.unit_of_work() as session:
        case = session.exec(select(Case).where(Case.ref == names["sent"])).one()
        return {"sent-id": str(case.id), "reminder": _reminder(session, case)}


def _reminder(session: Session, case: Case) -> str:
    found = session.exec(select(StaffMember).where(StaffMember.ref == "demo-worker")).one()
    by = By(staff_actor(found), moment(TODAY), TODAY, 0)
    day = TODAY + timedelta(days=3)
    return remind(session, by, "case", case.id or 0, case.person_id, day, "Ask for the lease").ref


def work_forms(form: Callable[..., Any]) -> list[Any]:
    """Return them, made with the class that the list of all forms uses."""
    return [
        *(
            form("staff.work_act", "worker", f"/staff/waiting/case/{{sent-id}}/{deed}", fields)
            for deed, fields in {
                "taken": {"version": "0"},
                "given": {"version": "0", "whom": "demo-worker-two", "note": "Her son calls."},
                "remind": {"version": "0", "on": LATER, "why": "Look for the lease."},
                "stopped": {
                    "version": "0",
                    "ground": "data",
                    "until": LATER,
                    "what": "Your payslips of May",
                },
            }.items()
        ),
        form("staff.reminder_done", "worker", "/staff/reminders/{reminder}/done", {}),
        form("staff.queue_keep", "worker", f"{VIEW}/kept", {"name": "My requests"}),
        form("staff.queue_drop", "worker", f"{VIEW}/dropped", {}),
        form("staff.queue_search", "worker", "/staff/search", {"q": "fictief"}, answers=200),
    ]
