"""A letter on the screen: the same record as the decision, to read, print and keep."""

from flask import url_for
from flask_babel import force_locale

from portal.cases.letters import own_letter
from portal.cases.models import Letter
from portal.people.actors import Permission
from portal.web.citizen import citizen
from portal.web.letter_words import render_letter
from portal.web.services import services
from portal.web.session import actor, needs


@citizen.get("/letters/<ref>")
@needs(Permission.OWN_CLAIMS)
def letter(ref: str) -> str:
    """Show one of this person's letters, in the language it was written in."""
    parts = services()
    with parts.database.reading() as session:
        found = own_letter(session, actor(), ref)
    with force_locale(found.language):
        return render_letter(parts.town, found, _back(found))


def _back(letter: Letter) -> str:
    if letter.kind == "decision":
        return url_for("citizen.case", ref=letter.content["case"])
    return url_for("citizen.overview")
