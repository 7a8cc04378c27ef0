"""The contact log on pages: on a person's page and beside a request; noting, and correcting."""

from collections.abc import Callable
from datetime import date
from textwrap import shorten
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases.contacts import log
from portal.cases.contacts.models import MISTAKE, Contact
from portal.cases.queue import case_for_staff
from portal.municipality import Municipality
from portal.people import directory
from portal.people.actors import Permission
from portal.people.models import Person
from portal.people.refs import new_ref
from portal.web.carrying_out import filled_in
from portal.web.context import day
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.contact_form import Note, outcome_name

MAY = Permission.CONTACT_WRITE
MOST, MOST_BESIDE = 60, 3
"""Notes on their own page, and beside something else."""
MOST_SIGNS = 160
"""Signs of a note that are shown beside something else."""


def section(
    session: Session, _town: Municipality, person: Person, _on: date
) -> dict[str, list[dict[str, Any]]]:
    """What a person's page says of contacts: the newest."""
    return {"contacts": _rows(session, person, MOST_BESIDE)}


def beside(person: Person) -> list[dict[str, Any]]:
    """Return the newest contacts with the person of a request, in short; their page has all."""
    with services().database.reading() as session:
        rows = _rows(session, person, MOST_BESIDE)
    return [row | {"words": _in_short(row["words"]), "earlier": ()} for row in rows]


def _in_short(words: str) -> str:
    return shorten(words, MOST_SIGNS, placeholder=" …")


def _rows(session: Session, person: Person, most: int) -> list[dict[str, Any]]:
    assert person.id is not None
    return [_row(person, one) for one in log.of_person(session, person.id, most)]


def _row(person: Person, one: log.Entry) -> dict[str, Any]:
    contact = one.contact
    return {
        "title": f"{day(contact.held_on)} · {way(contact)}",
        "outcome": outcome_name(contact.outcome),
        "is_mistake": one.is_mistake,
        "words": contact.words,
        "by": one.by,
        "case_url": url_for("staff.case", ref=one.case.ref) if one.case else "",
        "earlier": [_said(old) for old in one.earlier],
        "url": url_for("staff.contact_correct", ref=person.ref, contact=contact.ref),
    }


def way(contact: Contact) -> str:
    """Say which way a contact went, such as a call by us."""
    return gettext(f"contact-{contact.channel}-{contact.direction}")


def _said(old: Contact) -> str:
    outcome = outcome_name(old.outcome)
    parts = (day(old.held_on), way(old), outcome, old.words)
    return " · ".join(part for part in parts if part)


@staff.get("/people/<ref>/contacts")
@needs(Permission.PERSON_READ)
def contacts(ref: str) -> Response:
    """Show all contacts with a person, and what was corrected."""
    with services().database.reading() as session:
        person = directory.by_ref(session, actor(), ref)
        rows = _rows(session, person, MOST)
    return answer("staff/contacts.html", person=person, contacts=rows, most=MOST)


@staff.route("/people/<ref>/contacts/new", methods=["GET", "POST"])
@needs(MAY)
def contact_new(ref: str) -> Response:
    """Note a contact with a person, or show the form for it."""
    with services().database.reading() as session:
        person = directory.by_ref(session, actor(), ref)
    form = Note(_codes(), data=_fresh())
    back = url_for("staff.person", ref=ref, _anchor="contacts")
    return _noted(person, form, back, _noting(ref))


@staff.route("/cases/<ref>/contact", methods=["GET", "POST"])
@needs(MAY)
def contact_about(ref: str) -> Response:
    """Note a contact about a request, or show the form for it."""
    with services().database.reading() as session:
        case = case_for_staff(session, actor(), ref)
        person = session.get_one(Person, case.person_id)
    form = Note(_codes(), data=_fresh())
    return _noted(person, form, url_for("staff.case", ref=ref), _noting(person.ref, ref))


@staff.route("/people/<ref>/contacts/<contact>", methods=["GET", "POST"])
@needs(MAY)
def contact_correct(ref: str, contact: str) -> Response:
    """Put another note over one, or show the form for it with what was noted."""
    with services().database.reading() as session:
        person = directory.by_ref(session, actor(), ref)
        old = log.one_of(session, person, contact)
    codes = [code for code in _codes() if code != old.outcome]
    form = Note([old.outcome, *codes, MISTAKE], data=_fresh() | _of(old))

    def act(session: Session, noted: log.Noted) -> None:
        parts = services()
        on, now = parts.clock.today(), parts.clock.now()
        log.correct(session, parts.town, actor(), ref, contact, noted, on=on, now=now)

    return _noted(person, form, url_for("staff.contacts", ref=ref), act, old)


def _noting(person_ref: str, case_ref: str = "") -> Callable[[Session, log.Noted], None]:
    def act(session: Session, noted: log.Noted) -> None:
        parts = services()
        on, now = parts.clock.today(), parts.clock.now()
        log.note(session, parts.town, actor(), person_ref, noted, on=on, now=now, case_ref=case_ref)

    return act


def _noted(
    person: Person,
    form: Note,
    back: str,
    act: Callable[[Session, log.Noted], None],
    old: Contact | None = None,
) -> Response:
    shown: dict[str, Any] = {"person": person, "form": form, "back": back, "old": old}

    def page(status: int, problem: str) -> Response:
        return answer("staff/contact.html", status=status, problem=problem, **shown)

    return filled_in(form, page, lambda session: act(session, form.noted()), back)


def _codes() -> tuple[str, ...]:
    parts = services()
    return log.outcomes(parts.town, parts.clock.today())


def _fresh() -> dict[str, Any]:
    return {"once": new_ref(), "held_on": services().clock.today(), "way": "phone-out"}


def _of(old: Contact) -> dict[str, Any]:
    return {
        "held_on": old.held_on,
        "way": f"{old.channel}-{old.direction}",
        "outcome": old.outcome,
        "words": old.words,
    }
