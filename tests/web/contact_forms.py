"""The forms of the contact log: who sends them, and a good answer."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlmodel import select

from portal.cases.contacts import log
from portal.people.actors import staff_actor
from portal.people.models import StaffMember
from tests.web.conftest import TODAY, moment

PERSON = "demo-several"
SAID = {
    "once": "x",
    "held_on": TODAY.isoformat(),
    "way": "phone-out",
    "outcome": "will_pay",
    "words": "Pays on Friday.",
}


def contact_names(app: Flask) -> dict[str, str]:
    """Note a call; return its reference."""
    portal: Any = app.extensions["portal"]
    noted = log.Noted("world", TODAY, "phone", "out", "not_reached")
    with portal.database.unit_of_work() as session:
        found = session.exec(select(StaffMember).where(StaffMember.ref == "demo-worker")).one()
        made = log.note(
            session, portal.town, staff_actor(found), PERSON, noted, on=TODAY, now=moment()
        )
        return {"contact": made.ref}


def contact_forms(form: Callable[..., Any]) -> list[Any]:
    """Return them, made with the class that the list of all forms uses."""
    about = f"/staff/people/{PERSON}/contacts"
    return [
        form("staff.contact_new", "worker", f"{about}/new", SAID),
        form("staff.contact_correct", "worker", f"{about}/{{contact}}", SAID | {"once": "y"}),
        form("staff.contact_about", "worker", "/staff/cases/{sent}/contact", SAID | {"once": "z"}),
    ]
