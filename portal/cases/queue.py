"""What waits for staff, most urgent first."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_
from sqlmodel import Session, col, func, select

from portal.cases.models import Case, CaseClaim
from portal.errors import NotFound
from portal.ledger.models import Claim
from portal.people.actors import Actor, Permission
from portal.people.models import Person, StaffMember


@dataclass(frozen=True)
class Waiting:
    """One case in the queue."""

    ref: str
    ask: str
    state: str
    name: str
    kind: str
    sent_at: datetime
    answer_by: date
    time_bar_on: date
    """The first day on which one of its claims can no longer be collected."""
    taken_by: str | None
    taken_by_id: int | None
    to_weigh: bool
    claims: int

    def is_for_time_bar(self, on: date) -> bool:
        """Whether a time bar presses most; one that has passed cannot be saved any more."""
        return on < self.time_bar_on < self.answer_by

    def urgent_on(self, on: date) -> date:
        """The day that puts the case where it is in the queue: its answer, or its time bar."""
        return self.time_bar_on if self.is_for_time_bar(on) else self.answer_by


def waiting(session: Session, staff: Actor, on: date) -> list[Waiting]:
    """Return the open cases: nearest day that cannot be undone first. Raises NotAllowed."""
    staff.must(Permission.CASE_READ)
    bar = func.min(Claim.time_bar_on)
    rows = session.exec(
        select(  # type: ignore[call-overload]
            Case.ref,
            Case.ask,
            Case.state,
            Person.name,
            Person.kind,
            Case.sent_at,
            Case.answer_by,
            bar,
            StaffMember.name,
            Case.taken_by,
            Case.to_weigh,
            func.count(col(Claim.id)),
        )
        .join(Person, col(Person.id) == Case.person_id)
        .join(CaseClaim, col(CaseClaim.case_id) == Case.id)
        .join(Claim, col(Claim.id) == CaseClaim.claim_id)
        .join(StaffMember, col(StaffMember.id) == Case.taken_by, isouter=True)
        .where(
            or_(
                col(Case.state).in_(("sent", "asked")),
                and_(col(Case.state) == "decided", col(Case.to_weigh)),
            )
        )
        .group_by(col(Case.id), col(Person.id), col(StaffMember.id))
    )
    found = [Waiting(*row) for row in rows]
    return sorted(found, key=lambda item: (item.urgent_on(on), item.sent_at, item.ref))


def case_for_staff(session: Session, staff: Actor, ref: str) -> Case:
    """Return a sent case. Raises NotAllowed, and NotFound for a draft: it is the resident's own."""
    staff.must(Permission.CASE_READ)
    case = session.exec(select(Case).where(Case.ref == ref, Case.state != "draft")).one_or_none()
    if case is None:
        raise NotFound
    return case
