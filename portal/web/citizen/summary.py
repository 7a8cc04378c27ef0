"""A decision on one page, in the reader's language: from the same record as its letter."""

from flask import Response

from portal.cases import drafts
from portal.cases.letters import letters_of
from portal.errors import NotFound
from portal.people.actors import Permission
from portal.web.citizen import citizen
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.summary_words import KINDS, points


@citizen.get("/cases/<ref>/summary")
@needs(Permission.OWN_CASES)
def summary(ref: str) -> Response:
    """Show the answer that holds in its main points. Not found where there is none yet."""
    with services().database.reading() as session:
        case = drafts.own_case(session, actor(), ref)
        letters = [one for one in letters_of(session, case_id=case.id) if one.kind in KINDS]
    if not letters:
        raise NotFound
    return answer("citizen/summary.html", case=case, letter=letters[0], points=points(letters[0]))
