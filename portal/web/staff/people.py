"""A person on one page: all claims, and all that is arranged with them, section by section."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import render_template, request
from sqlmodel import Session

from portal.cases import handling
from portal.ledger import claims as ledger_claims
from portal.municipality import Municipality
from portal.people import audit, directory, phone
from portal.people.acting import asking
from portal.people.actors import Permission
from portal.people.models import Person
from portal.web.fields import clean
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import (
    acting,
    branches,
    claim,
    contacts,
    corrections,
    debtors,
    holds,
    mandates,
    plans,
    returns,
    staff,
    withholdings,
)
from portal.web.staff.claims import staff_claim

MOST_FOUND = 12
LONGEST_SEARCH = 80
Section = Callable[[Session, Municipality, Person, date], dict[str, Any]]
SECTIONS: dict[str, Section] = {
    "plans": plans.section,
    "contacts": contacts.section,
    "holds": holds.section,
    "branches": branches.section,
    "acting": acting.section,
    "mandates": mandates.section,
    "withholding": withholdings.section,
    "joint": debtors.section,
    "corrections": corrections.section,
    "returns": returns.section,
    "course": claim.section,
}
"""What each section of a person's page shows, by the name of its template, `staff/person/_*.html`;
in the order they stand."""


@staff.route("/people", methods=["GET", "POST"])
@needs(Permission.PERSON_READ)
def people() -> str:
    """Look for a person by name, or by the number they read out. What was typed is kept nowhere."""
    parts = services()
    query = clean(request.form.get("q", ""))[:LONGEST_SEARCH]
    found: list[Person] = []
    with parts.database.reading() as session:
        waiting = asking.count(session)
    if query:
        with parts.database.unit_of_work() as session:
            now = parts.clock.now()
            caller = phone.find(session, actor(), query, tokens=parts.tokens, now=now)
            named = directory.by_name(session, actor(), query, MOST_FOUND + 1)
            found = [caller] if caller is not None else named
            audit.record(session, parts.clock.now(), actor().signature, "people:search", "people")
    return render_template(
        "staff/people.html",
        query=query,
        waiting=waiting,
        people=found[:MOST_FOUND],
        is_more=len(found) > MOST_FOUND,
        shortest=directory.SHORTEST,
    )


@staff.get("/people/<ref>")
@needs(Permission.PERSON_READ)
def person(ref: str) -> str:
    """Show a person's claims and what is arranged with them."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        found = directory.by_ref(session, actor(), ref)
        assert found.id is not None
        views = ledger_claims.views(session, found.id, today)
        asked = handling.asked_about(session, views)
        shown = {
            name: section(session, parts.town, found, today) for name, section in SECTIONS.items()
        }
    return render_template(
        "staff/person.html",
        person=found,
        claims=[staff_claim(parts.town, view, today, asked) for view in views],
        sections=shown,
    )
