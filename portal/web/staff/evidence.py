"""What residents sent along, as staff look at it; who opened a file is on record."""

from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases import sent_along
from portal.cases.queue import case_for_staff
from portal.people.actors import Permission
from portal.people.evidence import keeping
from portal.people.evidence.models import Evidence
from portal.web.evidence_files import file_response
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff


@staff.get("/cases/<ref>/evidence/<file>")
@needs(Permission.CASE_READ)
def evidence(ref: str, file: str) -> Response:
    """Open a file."""
    parts = services()
    with parts.database.reading() as session:
        row = _row(session, ref, file)
    return file_response(parts.files, row)


@staff.get("/cases/<ref>/evidence/<file>/small")
@needs(Permission.CASE_READ)
def evidence_small(ref: str, file: str) -> Response:
    """Show its small picture, which is part of the page of the case."""
    parts = services()
    with parts.database.reading() as session:
        row = _row(session, ref, file)
    return file_response(parts.files, row, small=True)


def _row(session: Session, ref: str, file: str) -> Evidence:
    case = case_for_staff(session, actor(), ref)
    return keeping.one_of(session, sent_along.about(case), file)
