"""Which decisions need a second signature, and what waits for one."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from portal.cases.assessing import Assessed
from portal.cases.models import OPEN, Case
from portal.cases.ruling import Ruling
from portal.cases.rulings.advising import open_debt
from portal.cases.rulings.models import Prepared
from portal.errors import NotNow
from portal.municipality import Municipality
from portal.people.actors import Actor, Permission
from portal.people.models import Person, StaffMember

_DECIDABLE = (*OPEN, "decided")


def needs_signature(town: Municipality, assessed: Assessed, ruling: Ruling, on: date) -> bool:
    """Whether a ruling is about so much that a second person signs it. A refusal never is."""
    if ruling.outcome == "refused":
        return False
    debt = open_debt(assessed)
    if assessed.case.ask == "remission":
        let_go = debt if ruling.waived is None else ruling.waived
        return let_go > town.terms.number("sign_let_go_above", on)
    return debt > town.terms.number("sign_debt_above", on)


@dataclass(frozen=True)
class ToSign:
    """A decision that waits for a signature."""

    case_ref: str
    ref: str
    ask: str
    name: str
    """Of who asked."""
    decider: str
    decider_id: int
    made_at: datetime
    answer_by: date | None
    person_id: int


def to_sign(session: Session, staff: Actor) -> list[ToSign]:
    """Return what waits for a signature, oldest first, one's own too. Raises NotAllowed."""
    staff.must(Permission.CASE_READ)
    rows = session.exec(
        select(  # type: ignore[call-overload]
            Case.ref,
            Prepared.ref,
            Case.ask,
            Person.name,
            StaffMember.name,
            StaffMember.id,
            Prepared.made_at,
            Case.answer_by,
            Case.person_id,
        )
        .join(Case, col(Case.id) == Prepared.case_id)
        .join(Person, col(Person.id) == Case.person_id)
        .join(StaffMember, col(StaffMember.id) == Prepared.staff_id)
        .where(Prepared.state == "to_sign", col(Case.state).in_(_DECIDABLE))
        .order_by(col(Prepared.id))
    )
    return [ToSign(*row) for row in rows]


def waiting_on(session: Session, case: Case) -> Prepared | None:
    """Return what waits for a signature on a case."""
    found = select(Prepared).where(Prepared.case_id == case.id, Prepared.state == "to_sign")
    return session.exec(found).first()


def must_not_wait(session: Session, case: Case) -> None:
    """Raise NotNow when a decision on the case waits for a signature."""
    if waiting_on(session, case) is not None:
        raise NotNow("error-waits-for-signature")


def last_sent_back(session: Session, case: Case) -> Prepared | None:
    """Return the newest decision made ready on a case, if it was sent back."""
    found = select(Prepared).where(
        Prepared.case_id == case.id, col(Prepared.state).not_in(("shown", "dropped"))
    )
    newest = session.exec(found.order_by(col(Prepared.id).desc()).limit(1)).first()
    return newest if newest is not None and newest.state == "sent_back" else None
