"""A person answers an ask that is not for the rules, takes the answer back, or ends the pause."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from portal.cases.assessing import claims_about
from portal.cases.letters import send
from portal.cases.matters import correcting, letter, objected, pausing
from portal.cases.matters.halves import halves
from portal.cases.matters.kinds import TO_CORRECT, kind_of
from portal.cases.matters.models import MatterOutcome
from portal.cases.matters.outcomes import last_outcome, outcomes_of
from portal.cases.models import LEAST_REASON, Case
from portal.cases.progress import move
from portal.cases.rulings.hearing import must_have_talked
from portal.cases.rulings.models import ObjectionDecider
from portal.cases.rulings.objecting import must_be_another
from portal.errors import NotNow
from portal.municipality import Municipality
from portal.people.actors import Actor, Permission
from portal.record import add_row


@dataclass(frozen=True)
class By:
    """Who acts, when, and which version of the case they saw."""

    staff: Actor
    town: Municipality
    seen: int
    now: datetime
    on: date


@dataclass(frozen=True)
class Said:
    """What a person answers, in their own words."""

    outcome: str
    reason: str
    pay_by: date | None = None
    """For half at once: the last day to pay it."""


def answer(session: Session, by: By, case: Case, said: Said) -> MatterOutcome:
    """Answer it. Raises NotAllowed, NotFound, NotNow, and Conflict since the version seen.

    An objection is answered by somebody who did not decide what it is about; and what it is about
    is answered anew, after a yes, by somebody who did not answer it before. After a yes what was
    corrected before it goes on at once.
    """
    by.staff.must(Permission.CASE_DECIDE)
    kind = kind_of(case.ask)
    if not case.is_open:
        raise NotNow("error-case-closed")
    if said.outcome not in kind.outcomes:
        raise NotNow("error-choose")
    deciders = objected.about(session, case).deciders if case.ask == "objection" else frozenset()
    if by.staff.id in deciders:
        raise NotNow("error-own-decision")
    must_be_another(session, by.staff, case)
    must_have_talked(session, by.town, case, said.outcome, by.on)
    offered = case.ask == "settlement" and said.outcome == "accepted"
    made = _kept(session, by, case, said, offered=offered)
    assert made.id is not None
    session.add_all(
        ObjectionDecider(outcome_id=made.id, decider_id=decider, staff_id=by.staff.id)
        for decider in deciders
    )
    kept_on = pausing.stays(by.town, case.ask, said.outcome, by.on)
    if not kept_on:
        pausing.go_on(session, case, by=by.staff.signature, now=by.now, on=by.on)
    elif not pausing.held(session, case):
        pausing.pause(session, case, by=by.staff.signature, now=by.now, on=by.on)
    right = correcting.let_go_on(session, by.staff, case, now=by.now, on=by.on) if kept_on else []
    kept_on = kept_on and not (right and not pausing.held(session, case))
    later = {"answer_by": _look_again(by, case, made)} if kept_on else {}
    _moved(session, by, case, "decided", state="decided", to_weigh=kept_on, **later)
    tell(session, by, case, made)
    for claim_id in right:
        correcting.note(session, by.staff, case, claim_id, now=by.now, on=by.on)
    correcting.decided_anew(session, by.staff, case, now=by.now, on=by.on)
    return made


def _look_again(by: By, case: Case, made: MatterOutcome) -> date:
    """The day on which staff look whether it was paid or corrected, or a pause still serves."""
    what = "upheld" if case.ask in TO_CORRECT else case.ask
    return made.pay_by or by.on + timedelta(days=by.town.terms.number(f"{what}_look_days", by.on))


def take_up(session: Session, by: By, case: Case) -> None:
    """Note that somebody works on it who proposed an answer. Raises Conflict."""
    _moved(session, by, case, "proposed")


def reopen(session: Session, by: By, case: Case, reason: str) -> MatterOutcome:
    """Take an answer back: the case waits again, and collecting stands still again."""
    by.staff.must(Permission.CASE_DECIDE)
    last = last_outcome(session, case)
    if case.state != "decided" or last is None or last.outcome == "settled":
        raise NotNow("error-case-closed")
    made = _kept(session, by, case, Said("reopened", reason))
    pausing.go_on(session, case, by=by.staff.signature, now=by.now, on=by.on)
    pausing.pause(session, case, by=by.staff.signature, now=by.now, on=by.on)
    _moved(session, by, case, "reopened", state="sent", to_weigh=False)
    tell(session, by, case, made)
    return made


def end_pause(session: Session, by: By, case: Case, reason: str) -> MatterOutcome:
    """End a pause that ran on after a yes, and say why: collecting goes on."""
    by.staff.must(Permission.CASE_DECIDE)
    last = last_outcome(session, case)
    if case.state != "decided" or last is None or not case.to_weigh:
        raise NotNow("error-case-closed")
    outcome = "lapsed" if case.ask == "settlement" else "ended"
    made = _kept(session, by, case, Said(outcome, reason))
    pausing.go_on(session, case, by=by.staff.signature, now=by.now, on=by.on)
    _moved(session, by, case, outcome, to_weigh=False)
    tell(session, by, case, made)
    return made


def _kept(
    session: Session, by: By, case: Case, said: Said, *, offered: bool = False
) -> MatterOutcome:
    if len(said.reason.strip()) < LEAST_REASON:
        raise NotNow("error-reason-needed")
    assert case.id is not None
    made = MatterOutcome(
        case_id=case.id,
        no=len(outcomes_of(session, case)) + 1,
        outcome=said.outcome,
        staff_id=by.staff.id,
        reason=said.reason.strip(),
        answered_at=by.now,
    )
    if offered:
        _offer(session, by, case, said, made)
    return add_row(session, made)


def _offer(session: Session, by: By, case: Case, said: Said, made: MatterOutcome) -> None:
    """Name what is to be paid at once, and by when."""
    if said.pay_by is None or said.pay_by < by.on:
        raise NotNow("error-day-needed")
    found = halves(by.town, claims_about(session, case, by.on), by.on)
    if not found.balance:
        raise NotNow("error-nothing-owed")
    made.pay, made.let_go, made.pay_by = found.pay, found.let_go, said.pay_by


def _moved(session: Session, by: By, case: Case, event: str, **changes: object) -> None:
    move(
        session,
        case,
        seen=by.seen,
        event=event,
        actor=by.staff.signature,
        now=by.now,
        taken_by=case.taken_by or by.staff.id,
        **changes,
    )


def tell(session: Session, by: By, case: Case, made: MatterOutcome) -> None:
    """Write the letter, and say the way the person chose that there is one."""
    views = claims_about(session, case, by.on)
    send(
        session,
        key=f"answer:{case.ref}:{made.no}",
        person_id=case.person_id,
        kind="answer",
        content=letter.content(by.town, case, views, made, by.on),
        made_on=by.on,
        now=by.now,
        case_id=case.id,
    )
