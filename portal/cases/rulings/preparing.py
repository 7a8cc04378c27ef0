"""A decision made ready: its letter read before it is saved, and signed where two people have to.

What waits for a signature has no effect and no letter. Nobody signs their own.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, select, update

from portal.cases.assessing import assess_case
from portal.cases.deciding import check, rule_on
from portal.cases.models import LEAST_REASON, Case, CaseEvent, Decision, Letter
from portal.cases.progress import move
from portal.cases.ruling import Ruling
from portal.cases.rulings.models import Prepared
from portal.cases.rulings.objecting import must_be_another
from portal.cases.rulings.signatures import must_not_wait, needs_signature
from portal.errors import Conflict, NotFound, NotNow
from portal.municipality import Municipality
from portal.people.actors import Actor, Permission, staff_actor
from portal.people.models import StaffMember
from portal.people.refs import new_ref
from portal.record import add_row, change_row

OVERTAKES = (
    "sent",
    "reply",
    "message",
    "question",
    "withdrawn",
    "decided",
    "heard",
    "weighed_areas",
)
"""Steps of a case after which a decision made ready before must be looked at again."""


@dataclass(frozen=True)
class Desk:
    """Who acts, where, and when."""

    staff: Actor
    town: Municipality
    now: datetime
    on: date


def prepare(session: Session, by: Desk, case: Case, ruling: Ruling, *, seen: int) -> Prepared:
    """Make a decision ready, without any effect, so that its letter can be read.

    What the same person made ready before is dropped. Raises what deciding would raise.
    """
    check(session, by.town, by.staff, case, ruling, by.on)
    if case.version != seen:
        raise Conflict
    last = session.exec(select(func.max(CaseEvent.id)).where(CaseEvent.case_id == case.id)).one()
    assert case.id is not None
    assert last is not None
    mine = col(Prepared.case_id) == case.id, col(Prepared.staff_id) == by.staff.id
    session.exec(
        update(Prepared).where(*mine, col(Prepared.state) == "shown").values(state="dropped")
    )
    made = Prepared(
        ref=new_ref(),
        case_id=case.id,
        ruling=ruling.to_keep(),
        event_id=last,
        staff_id=by.staff.id,
        made_at=by.now,
    )
    return add_row(session, made)


def with_notes(
    session: Session, by: Desk, made: Prepared, notes: dict[str, str], *, seen: int
) -> None:
    """Put paragraphs of one's own in the letter, while nobody was asked to sign it."""
    _must_be_own(by, made)
    if made.state != "shown":
        raise NotNow("error-case-closed")
    change_row(session, made, seen, ruling=Ruling.kept(made.ruling).with_notes(notes).to_keep())


def as_it_will_read(session: Session, by: Desk, made: Prepared) -> Letter:
    """Return the letter as deciding would write it today; nothing of it is kept."""
    case = session.get_one(Case, made.case_id)
    is_signed = made.state == "to_sign" or needs_two(session, by, made, case)
    trial = session.begin_nested()
    try:
        decision = _carry_out(session, by, made, case, is_signed=is_signed)
        written = _letter(session, decision)
        return Letter(
            ref="",
            person_id=written.person_id,
            kind=written.kind,
            language=written.language,
            content=dict(written.content),
            made_on=written.made_on,
        )
    finally:
        trial.rollback()
        session.refresh(case)


def settle(session: Session, by: Desk, made: Prepared, *, seen: int) -> Decision | None:
    """Carry it out; where a second person has to sign, ask for that and return None.

    Raises NotNow when the case moved on since it was made ready, and what deciding raises.
    """
    case = session.get_one(Case, made.case_id)
    _must_be_own(by, made)
    if made.state != "shown" or is_overtaken(session, made):
        raise NotNow("error-overtaken")
    ruling = Ruling.kept(made.ruling)
    if check(session, by.town, by.staff, case, ruling, by.on):
        must_not_wait(session, case)
        _moved(session, by, case, "to_sign", taken_by=case.taken_by or by.staff.id)
        change_row(session, made, seen, state="to_sign")
        return None
    decision = _carry_out(session, by, made, case, is_signed=False)
    change_row(session, made, seen, state="decided", decision_id=decision.id)
    return decision


def sign(session: Session, by: Desk, made: Prepared, *, seen: int) -> Decision:
    """Sign what someone else decided: now it is carried out. Raises NotAllowed, NotNow, Conflict.

    A case that moved on since is for who decided it to look at again. After an objection who took
    part in the first decision does not sign the new one either.
    """
    _must_be_to_sign(by, made)
    if is_overtaken(session, made):
        raise NotNow("error-overtaken")
    case = session.get_one(Case, made.case_id)
    must_be_another(session, by.staff, case)
    _moved(session, by, case, "signed")
    decision = _carry_out(session, by, made, case, is_signed=True)
    told = {"answered_by": by.staff.id, "answered_at": by.now, "decision_id": decision.id}
    change_row(session, made, seen, state="signed", **told)
    return decision


def send_back(session: Session, by: Desk, made: Prepared, reason: str, *, seen: int) -> None:
    """Send it back to who decided it, with a reason; nothing was decided."""
    _must_be_to_sign(by, made)
    if len(reason.strip()) < LEAST_REASON:
        raise NotNow("error-reason-needed")
    _moved(session, by, session.get_one(Case, made.case_id), "sent_back")
    told = {"answered_by": by.staff.id, "answered_at": by.now, "answer": reason.strip()}
    change_row(session, made, seen, state="sent_back", **told)


def take_back(session: Session, by: Desk, made: Prepared, *, seen: int) -> None:
    """Take back one's own before anybody signed it."""
    _must_be_own(by, made)
    if made.state == "to_sign":
        _moved(session, by, session.get_one(Case, made.case_id), "sign_taken_back")
    elif made.state != "shown":
        raise NotNow("error-case-closed")
    change_row(session, made, seen, state="dropped")


def needs_two(session: Session, by: Desk, made: Prepared, case: Case) -> bool:
    """Whether a second person has to sign it."""
    assessed = assess_case(session, by.town, case, by.on)
    return needs_signature(by.town, assessed, Ruling.kept(made.ruling), by.on)


def is_overtaken(session: Session, made: Prepared) -> bool:
    """Whether something happened on the case after it was made ready that it does not know."""
    later = select(CaseEvent.id).where(
        CaseEvent.case_id == made.case_id,
        col(CaseEvent.id) > made.event_id,
        col(CaseEvent.kind).in_(OVERTAKES),
    )
    return session.exec(later).first() is not None


def one(session: Session, staff: Actor, case_ref: str, ref: str) -> tuple[Prepared, Case]:
    """Return what was made ready on a case. Raises NotAllowed, NotFound.

    What is only being read is its maker's alone.
    """
    staff.must(Permission.CASE_READ)
    found = session.exec(
        select(Prepared, Case)
        .join(Case, col(Case.id) == Prepared.case_id)
        .where(Prepared.ref == ref, Case.ref == case_ref)
    ).one_or_none()
    if found is None or (found[0].state == "shown" and found[0].staff_id != staff.id):
        raise NotFound
    return found


def _carry_out(
    session: Session, by: Desk, made: Prepared, case: Case, *, is_signed: bool
) -> Decision:
    return rule_on(
        session,
        by.town,
        staff_actor(session.get_one(StaffMember, made.staff_id)),
        case,
        Ruling.kept(made.ruling),
        seen=case.version,
        now=by.now,
        on=by.on,
        is_signed=is_signed,
    )


def _letter(session: Session, decision: Decision) -> Letter:
    newest = select(Letter).where(Letter.case_id == decision.case_id)
    return session.exec(newest.order_by(col(Letter.id).desc()).limit(1)).one()


def _must_be_own(by: Desk, made: Prepared) -> None:
    by.staff.must(Permission.CASE_DECIDE)
    if made.staff_id != by.staff.id:
        raise NotNow("error-not-yours")


def _must_be_to_sign(by: Desk, made: Prepared) -> None:
    by.staff.must(Permission.CASE_SIGN)
    if made.state != "to_sign":
        raise NotNow("error-case-closed")
    if made.staff_id == by.staff.id:
        raise NotNow("error-second-person")


def _moved(
    session: Session,
    by: Desk,
    case: Case,
    event: str,
    **changes: Any,  # noqa: ANN401
) -> None:
    actor = by.staff.signature
    move(session, case, seen=case.version, event=event, actor=actor, now=by.now, **changes)
