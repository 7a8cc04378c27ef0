"""Letters as PDF, to save, print or post: the same record, template and texts as the page."""

from collections.abc import Sequence

from flask import Response
from flask_babel import force_locale, gettext

from portal.cases.models import Letter
from portal.web.letter_words import letter_article
from portal.web.services import services


def letters_pdf(letters: Sequence[Letter]) -> bytes:
    """Return these letters as one PDF, each from a page of its own and in its own language."""
    parts, newest = services(), max(letters, key=lambda letter: letter.made_on)
    html = "".join(letter_article(parts.town, letter, paper=True) for letter in letters)
    with force_locale(newest.language):
        title = f"{gettext('letter-title')} · {parts.town.title}"
    return parts.documents.pdf(html, language=newest.language, title=title, made_on=newest.made_on)


def pdf_answer(made: bytes, name: str) -> Response:
    """Return a PDF to be opened or saved under this name; nobody keeps a copy on the way."""
    response = Response(made, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
