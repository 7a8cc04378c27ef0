"""A letter as the resident got it."""

from flask import url_for
from flask_babel import force_locale
from sqlmodel import Session

from portal.cases.letters import letter_for_staff
from portal.cases.models import Letter
from portal.people import audit
from portal.people.actors import Permission
from portal.people.models import Person
from portal.web.letter_words import render_letter
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff


@staff.get("/letters/<ref>")
@needs(Permission.CASE_READ)
def letter(ref: str) -> str:
    """Show a letter in the language it was written in; who looked is recorded."""
    parts = services()
    with parts.database.unit_of_work() as session:
        found = letter_for_staff(session, actor(), ref)
        now = parts.clock.now()
        audit.record(session, now, actor().signature, "letter:look", f"letter:{found.ref}")
        back = _back(session, found)
    with force_locale(found.language):
        return render_letter(parts.town, found, back)


def _back(session: Session, letter: Letter) -> str:
    if letter.kind == "decision":
        return url_for("staff.case", ref=letter.content["case"])
    return url_for("staff.person", ref=session.get_one(Person, letter.person_id).ref)
