"""The receipt of a request as the resident sees it, for the staff who work on it."""

from werkzeug.wrappers import Response

from portal.cases.deciding import last_receipt
from portal.cases.queue import case_for_staff
from portal.people.actors import Permission
from portal.web.fragments import answer
from portal.web.rebuilt import page_of
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff


@staff.get("/cases/<ref>/receipt")
@needs(Permission.CASE_READ)
def receipt(ref: str) -> Response:
    """Show the receipt of a case, computed again now."""
    parts = services()
    with parts.database.reading() as session:
        case = case_for_staff(session, actor(), ref)
        kept = last_receipt(session, case)
    return answer("receipt.html", **page_of(parts.town, case, kept))
