"""What is still to be corrected after a yes to a dispute, and where each of it is done."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from sqlmodel import Session

from portal.cases.matters import pausing
from portal.cases.models import Case
from portal.ledger import corrections
from portal.web.staff.claims import StaffClaim


@dataclass(frozen=True)
class ToCorrect:
    """One claim to correct."""

    title: str
    url: str
    waits: bool
    """Whether its correction waits for a second person."""


def to_correct(
    session: Session, case: Case, claims: Iterable[StaffClaim], last: str
) -> list[ToCorrect]:
    """Return the claims somebody was told are corrected.

    Of those that stand still until then, only the ones that do so yet.
    """
    if case.ask != "dispute" or case.state != "decided":
        return []
    if not case.to_weigh and last not in ("accepted", "partly"):
        return []
    wanted = pausing.held(session, case) if case.to_weigh else None
    left = [one for one in claims if wanted is None or one.view.id in wanted]
    waits = {claim.id: proposal.ref for proposal, claim in corrections.waiting(session)}
    return [
        ToCorrect(one.title, _url(one, waits.get(one.view.id, "")), one.view.id in waits)
        for one in left
    ]


def _url(one: StaffClaim, waiting: str) -> str:
    """Where it is done: a claim that was handed over is written down at the collector."""
    if waiting:
        return url_for("staff.correction_answer", ref=waiting)
    page = "staff.claim" if one.view.phase == "transferred" else "staff.correction"
    return url_for(page, ref=one.view.ref)
