"""A letter on the screen and as PDF: the same record as the decision, to read, print and keep."""

from flask import url_for
from werkzeug.wrappers import Response

from portal.cases.letters import own_letter
from portal.cases.models import Letter
from portal.people.actors import Permission
from portal.web.citizen import citizen
from portal.web.letter_pdf import letters_pdf, pdf_answer
from portal.web.letter_words import letter_page
from portal.web.services import services
from portal.web.session import actor, needs


@citizen.get("/letters/<ref>")
@needs(Permission.OWN_CLAIMS)
def letter(ref: str) -> str:
    """Show one of this person's letters, in the language it was written in."""
    parts = services()
    with parts.database.reading() as session:
        found = own_letter(session, actor(), ref)
    pdf_url = url_for("citizen.letter_as_pdf", ref=ref)
    return letter_page(parts.town, found, back_url=_back(found), pdf_url=pdf_url)


@citizen.get("/letters/<ref>.pdf")
@needs(Permission.OWN_CASES)
def letter_as_pdf(ref: str) -> Response:
    """Give the same letter as PDF."""
    with services().database.reading() as session:
        found = own_letter(session, actor(), ref)
    return pdf_answer(letters_pdf([found]), found.ref)


def _back(letter: Letter) -> str:
    if letter.kind == "decision":
        return url_for("citizen.case", ref=letter.content["case"])
    return url_for("citizen.overview")
