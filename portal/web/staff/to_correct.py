"""What is still to be corrected after a yes to a dispute or an objection, and where it is done."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from sqlmodel import Session

from portal.cases.matters import pausing
from portal.cases.matters.kinds import is_matter
from portal.cases.matters.objected import Objected, is_corrected_by_claim
from portal.cases.models import Case, Letter
from portal.ledger import corrections
from portal.people.actors import Permission
from portal.people.models import Person
from portal.web.context import letter_title
from portal.web.session import actor
from portal.web.staff.claims import StaffClaim


@dataclass(frozen=True)
class ToCorrect:
    """One claim to correct, or a decision to replace."""

    title: str
    url: str
    """Empty for who may not do it."""
    waits: bool = False
    """Whether its correction waits for a second person."""
    is_claim: bool = True


def to_correct(
    session: Session,
    case: Case,
    claims: Iterable[StaffClaim],
    last: str,
    about: Objected | None,
) -> list[ToCorrect]:
    """Return the claims somebody was told are corrected, or the decision they objected to.

    Of claims that stand still until then, only the ones that do so yet.
    """
    if case.state != "decided" or (case.ask != "dispute" and not (about and case.to_weigh)):
        return []
    if not case.to_weigh and last not in ("accepted", "partly"):
        return []
    if about and not is_corrected_by_claim(session, case):
        person = session.get_one(Person, case.person_id)
        named = letter_title(about.letter) if about.letter else person.name
        return [ToCorrect(named, _anew(session, case, about.letter), is_claim=False)]
    wanted = pausing.held(session, case) if case.to_weigh else None
    left = [one for one in claims if wanted is None or one.view.id in wanted]
    waits = {claim.id: proposal.ref for proposal, claim in corrections.waiting(session)}
    return [
        ToCorrect(
            one.title,
            _url(one, waits.get(one.view.id, "")) if actor().may(Permission.CLAIM_CHANGE) else "",
            one.view.id in waits,
        )
        for one in left
    ]


def _anew(session: Session, case: Case, letter: Letter | None) -> str:
    """Where a decision is replaced: on its request, its plan, or the page of the person."""
    if letter is not None and letter.case_id is not None:
        old = session.get_one(Case, letter.case_id)
        return url_for("staff.matter" if is_matter(old.ask) else "staff.case", ref=old.ref)
    if letter is not None and "plan" in letter.content:
        may = actor().may(Permission.PLAN_MAKE)
        return url_for("staff.plan", ref=letter.content["plan"]) if may else ""
    return url_for("staff.person", ref=session.get_one(Person, case.person_id).ref)


def _url(one: StaffClaim, waiting: str) -> str:
    """Where it is done: a claim that was handed over is written down at the collector."""
    if waiting:
        return url_for("staff.correction_answer", ref=waiting)
    page = "staff.claim" if one.view.phase == "transferred" else "staff.correction"
    return url_for(page, ref=one.view.ref)
