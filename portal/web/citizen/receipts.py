"""The receipt of a request: what the rules were told, and their answer rebuilt on the spot."""

import json

from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases import drafts
from portal.cases.deciding import last_receipt
from portal.cases.models import Case, Receipt
from portal.errors import NotFound
from portal.people.actors import Permission
from portal.web.citizen import citizen
from portal.web.fragments import answer
from portal.web.rebuilt import page_of
from portal.web.saving import saved
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.told_words import facts_file


@citizen.get("/cases/<ref>/receipt")
@needs(Permission.OWN_CASES)
def receipt(ref: str) -> Response:
    """Show the receipt of a sent request, computed again now."""
    parts = services()
    with parts.database.reading() as session:
        case, kept = _own(session, ref)
    return answer("receipt.html", **page_of(parts.town, case, kept))


@citizen.get("/cases/<ref>/receipt.json")
@needs(Permission.OWN_CASES)
def receipt_facts(ref: str) -> Response:
    """Give the facts as a file that `portal assess` takes."""
    parts = services()
    with parts.database.reading() as session:
        _, kept = _own(session, ref)
    told = facts_file(parts.town, kept.facts)
    if told is None:
        raise NotFound
    written = json.dumps(told, ensure_ascii=False, indent=2)
    return saved(written + "\n", "application/json", f"{kept.policy_id}.json")


def _own(session: Session, ref: str) -> tuple[Case, Receipt]:
    """Return one's own sent request with its receipt. Raises NotFound."""
    case = drafts.own_case(session, actor(), ref)
    if case.state == "draft":
        raise NotFound
    return case, last_receipt(session, case)
