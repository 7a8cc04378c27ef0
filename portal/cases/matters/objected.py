"""Decisions someone can object to: letters that say until when, and who decided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from portal.cases import drafts
from portal.cases.matters.models import MatterOutcome
from portal.cases.models import OPEN, Case, Decision, Letter
from portal.cases.rulings.models import Prepared
from portal.ledger.models import Claim
from portal.ledger.records import Liability

DECISION = "decision"
"""The answer that names what an objection is about."""
DECIDING = ("decision", "answer", "claim", "plan", "plan_change", "withholding")
"""Kinds of letters that can hold a decision."""
MOST = 8
"""So many decisions are offered, the newest; an older one is named in words."""


@dataclass(frozen=True)
class Objected:
    """What an objection is about."""

    letter: Letter | None
    """None when the person did not say which, or it is a decision of before this portal."""
    last_day: date | None
    """The last day to object; None where no law sets one, or it is not known here."""
    deciders: frozenset[int]
    """The members of staff who decided or signed: somebody else answers the objection."""

    def is_late(self, on: date) -> bool:
        """Whether this day is past the last one. A late objection still goes to a person."""
        return self.last_day is not None and on > self.last_day


def decisions_to(session: Session, person_id: int) -> list[Letter]:
    """Return the letters with a decision this person can object to, newest first."""
    found = session.exec(
        select(Letter)
        .where(Letter.person_id == person_id, col(Letter.kind).in_(DECIDING))
        .order_by(col(Letter.id).desc())
    )
    return [letter for letter in found if "objection_until" in letter.content][:MOST]


def last_day_of(letter: Letter) -> date | None:
    """Return the last day for an objection as the letter says it."""
    said = letter.content.get("objection_until")
    return date.fromisoformat(said) if said else None


def about(session: Session, case: Case) -> Objected:
    """Return what an objection is about, by the answers of the case."""
    named = drafts.answers_of(session, case).get(DECISION)
    ref = named.get("letter") if isinstance(named, Mapping) else None
    letter = session.exec(
        select(Letter).where(Letter.ref == ref, Letter.person_id == case.person_id)
    ).one_or_none()
    if letter is None:
        return Objected(None, None, frozenset())
    return Objected(letter, last_day_of(letter), _deciders(session, letter))


def waiting_on(session: Session, letter: Letter) -> Case | None:
    """Return the objection to what a letter decided that was sent and waits for an answer."""
    objections = select(Case).where(
        Case.person_id == letter.person_id, Case.ask == "objection", col(Case.state).in_(OPEN)
    )
    found = session.exec(objections.order_by(col(Case.id).desc())).all()
    named = ((case, about(session, case).letter) for case in found)
    return next((case for case, about_ in named if about_ and about_.id == letter.id), None)


def to_case(session: Session, case: Case) -> Iterator[tuple[Case, Objected]]:
    """Return the answered objections to what was decided on a case."""
    objections = select(Case).where(
        Case.person_id == case.person_id, Case.ask == "objection", Case.state == "decided"
    )
    for objection in session.exec(objections.order_by(col(Case.id))).all():
        told = about(session, objection)
        if told.letter is not None and told.letter.case_id == case.id:
            yield objection, told


def replacing(session: Session, case: Case) -> Case | None:
    """Return the objection that was right and for which a case is to be decided anew, or None."""
    found = (objection for objection, _ in to_case(session, case) if objection.to_weigh)
    return next(found, None)


def is_corrected_by_claim(session: Session, case: Case) -> bool:
    """Whether correcting a claim puts right what a case says: not where it asks to decide anew."""
    if case.ask != "objection":
        return True
    letter = about(session, case).letter
    return letter is not None and letter.kind == "claim"


def _deciders(session: Session, letter: Letter) -> frozenset[int]:
    if letter.case_id is None:
        return frozenset()
    found: set[int] = set()
    for table in (Decision, MatterOutcome):
        rows = session.exec(select(table.staff_id).where(table.case_id == letter.case_id))
        found |= {staff for staff in rows if staff is not None}
    signed = select(Prepared.answered_by).where(
        Prepared.case_id == letter.case_id, Prepared.state == "signed"
    )
    found |= {staff for staff in session.exec(signed) if staff is not None}
    return frozenset(found)


def claims_of(session: Session, person_id: int, letter: Letter | None) -> list[str]:
    """Return the references of the claims a decision is about; of all claims where it names none.

    Only claims this person still owes or owed are among them.
    """
    wanted = (
        select(Claim.ref)
        .join(Liability, col(Liability.claim_id) == Claim.id)
        .where(Liability.person_id == person_id, col(Liability.released_on).is_(None))
        .order_by(col(Claim.arose_on), col(Claim.id))
    )
    numbers = _numbers(letter.content) if letter is not None else []
    named = list(session.exec(wanted.where(col(Claim.number).in_(numbers))).all())
    if letter is not None and not named and letter.claim_id is not None:
        named = list(session.exec(wanted.where(Claim.id == letter.claim_id)).all())
    return named or list(session.exec(wanted).all())


def _numbers(content: Mapping[str, Any]) -> list[str]:
    return [claim["number"] for claim in content.get("claims", ()) if "number" in claim]
