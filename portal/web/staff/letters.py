"""A letter as the resident got it."""

from flask import redirect, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases.letters import letter_for_staff
from portal.cases.models import Letter
from portal.people.actors import Permission
from portal.people.models import Person
from portal.web import letter_page
from portal.web.letter_pdf import letters_pdf, pdf_answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff


@staff.get("/letters/<ref>")
@needs(Permission.CASE_READ)
def letter(ref: str) -> str:
    """Show a letter in the language it was written in."""
    with services().database.unit_of_work() as session:
        found = letter_page.with_code(session, letter_for_staff(session, actor(), ref))
        back = _back(session, found.letter)
    return letter_page.page(
        found,
        back_url=back,
        pdf_url=url_for("staff.letter_as_pdf", ref=ref),
        code_url=url_for("staff.letter_code", ref=ref),
    )


@staff.get("/letters/<ref>.pdf")
@needs(Permission.CASE_READ)
def letter_as_pdf(ref: str) -> Response:
    """Give a letter as PDF."""
    with services().database.unit_of_work() as session:
        found = letter_page.with_code(session, letter_for_staff(session, actor(), ref))
    return pdf_answer(letters_pdf([(found.letter, found.code)]), ref)


@staff.post("/letters/<ref>/code")
@needs(Permission.PERSON_READ)
def letter_code(ref: str) -> Response:
    """Stop the code of a letter, or let it work again."""
    with services().database.unit_of_work() as session:
        letter_page.change_code(session, actor(), letter_for_staff(session, actor(), ref))
    return redirect(url_for("staff.letter", ref=ref) + "#code", code=303)


def _back(session: Session, letter: Letter) -> str:
    if letter.kind == "decision":
        return url_for("staff.case", ref=letter.content["case"])
    return url_for("staff.person", ref=session.get_one(Person, letter.person_id).ref)
