"""A decision on one page, in the reader's language: from the same record as its letter."""

from flask import Response, render_template
from flask_babel import gettext

from portal.cases import drafts
from portal.cases.letters import letters_of
from portal.cases.models import Case, Letter
from portal.errors import NotFound
from portal.people.actors import Permission
from portal.web.citizen import citizen
from portal.web.fragments import answer
from portal.web.languages import language
from portal.web.letter_pdf import articles_pdf, pdf_answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.summary_words import KINDS, points


@citizen.get("/cases/<ref>/summary")
@needs(Permission.OWN_CASES)
def summary(ref: str) -> Response:
    """Show the answer that holds in its main points. Not found where there is none yet."""
    case, letter = _answered(ref)
    return answer("citizen/summary.html", case=case, letter=letter, points=points(letter))


@citizen.get("/cases/<ref>/summary.pdf")
@needs(Permission.OWN_CASES)
def summary_as_pdf(ref: str) -> Response:
    """Give the same points as PDF, in the language of the page."""
    case, letter = _answered(ref)
    lang = language()
    article = render_template(
        "citizen/summary_paper.html", case=case, letter=letter, points=points(letter), lang=lang
    )
    title = f"{gettext('summary-title')} · {services().town.title}"
    return pdf_answer(articles_pdf([article], lang, letter.made_on, title), f"{ref}-summary")


def _answered(ref: str) -> tuple[Case, Letter]:
    with services().database.reading() as session:
        case = drafts.own_case(session, actor(), ref)
        letters = [one for one in letters_of(session, case_id=case.id) if one.kind in KINDS]
    if not letters:
        raise NotFound
    return case, letters[0]
