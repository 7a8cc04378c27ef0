"""Letters as PDF, to save, print or post: the same record, template and texts as the page."""

from collections.abc import Sequence
from datetime import date

from flask import Response
from flask_babel import force_locale, gettext

from portal.cases.models import Letter
from portal.web.letter_codes import Printed
from portal.web.letter_words import letter_article
from portal.web.services import services


def letters_pdf(letters: Sequence[tuple[Letter, Printed | None]]) -> bytes:
    """Return letters with their codes as one PDF, each from a page and in a language of its own."""
    newest = max((letter for letter, _ in letters), key=lambda letter: letter.made_on)
    town = services().town
    articles = [letter_article(town, *letter, paper=True) for letter in letters]
    return articles_pdf(articles, newest.language, newest.made_on)


def articles_pdf(articles: Sequence[str], language: str, made_on: date, title: str = "") -> bytes:
    """Return what was rendered for paper as one PDF; without a title it is called a letter."""
    parts = services()
    if not title:
        with force_locale(language):
            title = f"{gettext('letter-title')} · {parts.town.title}"
    html = "".join(articles)
    return parts.documents.pdf(html, language=language, title=title, made_on=made_on)


def pdf_answer(made: bytes, name: str) -> Response:
    """Return a PDF to be opened or saved under this name; nobody keeps a copy on the way."""
    response = Response(made, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
