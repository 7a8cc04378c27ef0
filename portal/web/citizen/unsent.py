"""The request in hand: unsent, and put to the rules as it stands."""

from portal.cases import drafts
from portal.cases.assessing import Assessed, assess_case
from portal.web.services import services
from portal.web.session import actor


def draft(ref: str) -> Assessed | None:
    """The case while it is unsent; None once it is sent."""
    parts = services()
    with parts.database.reading() as session:
        case = drafts.own_case(session, actor(), ref)
        if case.state != "draft":
            return None
        return assess_case(session, parts.town, case, parts.clock.today())
