"""The paper of a mandate as staff look at it before they answer; who opened it is on record."""

from werkzeug.wrappers import Response

from portal.people.acting import asking
from portal.people.actors import Permission
from portal.people.evidence import keeping
from portal.web.evidence_files import file_response
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff


@staff.get("/acting/<ref>/files/<file>")
@needs(Permission.PERSON_READ)
def acting_file(ref: str, file: str) -> Response:
    """Open a file."""
    return _file(ref, file)


@staff.get("/acting/<ref>/files/<file>/small")
@needs(Permission.PERSON_READ)
def acting_small(ref: str, file: str) -> Response:
    """Show its small picture, which is part of the page."""
    return _file(ref, file, small=True)


def _file(ref: str, file: str, *, small: bool = False) -> Response:
    parts = services()
    with parts.database.reading() as session:
        ask, _, _ = asking.for_staff(session, actor(), ref)
        row = keeping.one_of(session, asking.about(ask), file)
    return file_response(parts.files, row, small=small)
