"""Who may see and do what: the forms about colleagues, closed files, reasons and the trail."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlmodel import select

from portal.people import closed
from portal.people.actors import staff_actor
from portal.people.models import Person, StaffMember
from portal.people.trail.models import AccessReason
from tests.web.conftest import TODAY, moment

PERSON, COLLEAGUE = "demo-couple", "/staff/colleagues/demo-worker-two"


def trail_names(app: Flask) -> dict[str, str]:
    """Close a file to a colleague, and let everybody have said why they open any other."""
    portal: Any = app.extensions["portal"]
    with portal.database.unit_of_work() as session:
        staff = {one.ref: one for one in session.exec(select(StaffMember))}
        people = session.exec(select(Person.id)).all()
        for member in staff.values():
            session.add_all(
                AccessReason(
                    staff_id=member.id, person_id=one, on=TODAY, at=moment(), reason="check"
                )
                for one in people
            )
        by = staff_actor(staff["demo-administrator"])
        shut = closed.close(session, by, staff["demo-worker-two"], PERSON, "family", moment())
        return {"closed-file": shut.ref}


def trail_forms(form: Callable[..., Any]) -> list[Any]:
    """Return them, made with the class that the list of all forms uses."""
    admin = "administrator"
    new = {"once": "x", "name": "Somebody New", "role": "senior", "unit": ""}
    changed = {"version": "1", "name": "N. Dossier", "role": "decentral_unit", "unit": "Sport"}
    why = {"about": f"person:{PERSON}", "to": f"/staff/people/{PERSON}"}
    shut = {"q": "Proefman", "act": "close", "person": "demo-several", "why": "own"}
    out = {"q": "Proefman", "act": "end", "person": "demo-several"}
    return [
        form(
            "staff.access_reason", "worker", "/staff/access", why | {"why": "other", "words": "Y"}
        ),
        form("staff.colleague_new", admin, "/staff/colleagues/new", new),
        form("staff.colleague_change", admin, f"{COLLEAGUE}/change", changed),
        form("staff.colleague_end", admin, f"{COLLEAGUE}/end", {"version": "1", "act": "end"}),
        form("staff.sessions_end", admin, "/staff/colleagues/signed-out", out, answers=200),
        form("staff.file_close", admin, f"{COLLEAGUE}/close", shut),
        form("staff.file_open", admin, f"{COLLEAGUE}/opened", {"file": "{closed-file}"}),
        form("staff.part", admin, "/staff/parts/payments", {"why": "Back again", "act": "open"}),
        form("staff.part_undo", admin, "/staff/parts/payments/undone", {"seen": "0"}, answers=409),
        form("staff.trail_people", "privacy", "/staff/trail/people", {"q": "a"}, answers=200),
    ]
