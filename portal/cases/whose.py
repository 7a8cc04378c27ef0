"""Whose record is meant by a public reference: one look-up a kind, for the door of staff pages."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, func, select

from portal.cases.models import Case, Decision, Letter
from portal.cases.second_look.models import SecondLook
from portal.cases.work.models import WorkItem
from portal.ledger.debits.models import Mandate
from portal.ledger.models import Claim, Plan
from portal.ledger.origin.models import Return
from portal.ledger.records import Proposal
from portal.ledger.refunds.models import Refund
from portal.ledger.setoff.models import Withholding
from portal.people.acting.models import ActingAsk
from portal.people.actors import Actor
from portal.people.models import Person


def _of_claim(record: Any) -> Any:  # noqa: ANN401  (statements of several tables)
    return select(Claim.person_id).join(record, col(record.claim_id) == Claim.id)


_PROPOSED = (
    select(func.coalesce(Proposal.person_id, Claim.person_id))
    .select_from(Proposal)
    .join(Claim, col(Claim.id) == Proposal.claim_id, isouter=True)
)
_DRAWN = (
    select(Case.person_id)
    .join(Decision, col(Decision.case_id) == Case.id)
    .join(SecondLook, col(SecondLook.decision_id) == Decision.id)
)
WHOSE: Mapping[str, tuple[Any, Any]] = {
    "person": (select(Person.id), Person.ref),
    "case": (select(Case.person_id), Case.ref),
    "claim": (select(Claim.person_id), Claim.ref),
    "letter": (select(Letter.person_id), Letter.ref),
    "plan": (select(Plan.person_id), Plan.ref),
    "proposal": (_PROPOSED, Proposal.ref),
    "refund": (_of_claim(Refund), Refund.ref),
    "mandate": (select(Mandate.person_id), Mandate.ref),
    "withholding": (select(Withholding.person_id), Withholding.ref),
    "return": (_of_claim(Return), Return.ref),
    "acting-ask": (select(ActingAsk.asker_id), ActingAsk.ref),
    "second-look": (_DRAWN, SecondLook.ref),
}
"""How to find the person of a record, by its kind."""
_LONGEST_ID = 11


def whose(session: Session, kind: str, ref: str) -> int | None:
    """Return the id of the person a record is about; None when there is no such record."""
    if kind == "work":
        return _waits_for(session, ref)
    statement, key = WHOSE[kind]
    found: int | None = session.exec(statement.where(key == ref)).first()
    return found


def _waits_for(session: Session, ref: str) -> int | None:
    """Whom something in the queue is about: it is known by its table and its id there."""
    source, _, subject = ref.partition(".")
    if not (subject.isascii() and subject.isdecimal() and len(subject) < _LONGEST_ID):
        return None
    wanted = select(WorkItem.person_id).where(
        WorkItem.source == source, WorkItem.subject == int(subject)
    )
    return session.exec(wanted).first()


def has_task(session: Session, staff: Actor, person_id: int) -> bool:
    """Whether something about a person waits for staff, or this member has a request of theirs."""
    waits = select(WorkItem.id).where(WorkItem.person_id == person_id)
    own = select(Case.id).where(Case.person_id == person_id, Case.taken_by == staff.id)
    return any(session.exec(wanted.limit(1)).first() is not None for wanted in (waits, own))


def subjects_of(session: Session, person_id: int) -> list[str]:
    """Return what acts about a person are written to: them, and each of their records."""
    found: list[str] = []
    for kind, (statement, key) in WHOSE.items():
        column = next(iter(statement.selected_columns))
        rows = session.exec(statement.with_only_columns(key).where(column == person_id))
        found += [f"{kind}:{ref}" for ref in rows.all()]
    return found
