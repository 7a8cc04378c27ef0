"""A letter on the screen and as PDF: the same record as the decision, to read, print and keep."""

from flask import redirect, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases.letterbox.reading import opened
from portal.cases.letters import own_letter
from portal.cases.matters import objected
from portal.cases.models import Letter
from portal.people.actors import Permission
from portal.web import letter_page
from portal.web.citizen import citizen
from portal.web.letter_pdf import letters_pdf, pdf_answer
from portal.web.services import services
from portal.web.session import actor, needs


@citizen.get("/letters/<ref>")
@needs(Permission.OWN_CLAIMS)
def letter(ref: str) -> str:
    """Show one of this person's letters, in the language it was written in."""
    with services().database.unit_of_work() as session:
        found = letter_page.with_code(session, _opened(session, ref))
        can_object = "objection_until" in found.letter.content and actor().may(Permission.OWN_CASES)
        objection = objected.waiting_on(session, found.letter) if can_object else None
    return letter_page.page(
        found,
        back_url=_back(found.letter),
        pdf_url=url_for("citizen.letter_as_pdf", ref=ref),
        code_url=url_for("citizen.letter_code", ref=ref),
        objection=objection,
        objection_url=url_for("citizen.ask_decision", letter=ref) if can_object else "",
    )


@citizen.get("/letters/<ref>.pdf")
@needs(Permission.OWN_CLAIMS)
def letter_as_pdf(ref: str) -> Response:
    """Give the same letter as PDF."""
    with services().database.unit_of_work() as session:
        found = letter_page.with_code(session, _opened(session, ref))
    return pdf_answer(letters_pdf([(found.letter, found.code)]), ref)


@citizen.post("/letters/<ref>/code")
@needs(Permission.OWN_MANAGE)
def letter_code(ref: str) -> Response:
    """Stop the code of a letter, or let it work again."""
    with services().database.unit_of_work() as session:
        letter_page.change_code(session, actor(), own_letter(session, actor(), ref))
    return redirect(url_for("citizen.letter", ref=ref) + "#code", code=303)


def _opened(session: Session, ref: str) -> Letter:
    found = own_letter(session, actor(), ref)
    opened(session, actor(), found, services().clock.now())
    return found


def _back(letter: Letter) -> str:
    if letter.kind == "decision":
        return url_for("citizen.case", ref=letter.content["case"])
    return url_for("citizen.inbox")
