"""What waits for a second person beside decisions, and the page where each is signed."""

from collections import Counter
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext
from sqlmodel import Session, col, select

from portal.jobs.answers import KINDS
from portal.ledger import corrections
from portal.ledger.listed import open_to
from portal.ledger.records import Proposal
from portal.ledger.refunds import lists
from portal.people.actors import Permission
from portal.web.session import actor
from portal.web.staff.variants.adopting import count_to_sign


@dataclass(frozen=True)
class Also:
    """One kind of thing, how many of it wait, and where."""

    name: str
    url: str
    count: int


def also_to_sign(session: Session) -> list[Also]:
    """Return what waits, one's own too, as far as somebody may see it."""
    found = [_of_list(kind, count) for kind, count in _proposals(session).items()]
    if actor().may(Permission.PAYMENT_REFUND):
        count = len(lists.by_state(session, "proposed")) + len(corrections.waiting(session))
        url = url_for("staff.refunds") + "#signatures"
        found.append(Also(gettext("staff-refunds-title"), url, count))
    found.append(_adopted(session))
    return [one for one in found if one.count]


def _proposals(session: Session) -> Counter[str]:
    """How many proposals of each list have the first of two yeses."""
    signed = select(Proposal.kind).where(
        Proposal.state == "open",
        Proposal.signatures > 1,
        col(Proposal.first_by).is_not(None),
        col(Proposal.kind).in_(KINDS),
        open_to(actor()),
    )
    return Counter(session.exec(signed.order_by(col(Proposal.kind))).all())


def _of_list(kind: str, count: int) -> Also:
    return Also(gettext(f"list-{kind}"), url_for("staff.list_of", kind=kind), count)


def _adopted(session: Session) -> Also:
    return Also(gettext("adopt-list-title"), url_for("staff.adoptions"), count_to_sign(session))
