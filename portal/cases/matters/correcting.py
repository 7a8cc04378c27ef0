"""What was called wrong is put right: what stood still for it until then goes on."""

from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from portal.cases.assessing import claims_about
from portal.cases.letters import send
from portal.cases.matters import letter, objected, pausing
from portal.cases.matters.kinds import TO_CORRECT
from portal.cases.matters.models import MatterOutcome
from portal.cases.matters.outcomes import outcomes_of
from portal.cases.models import Case, CaseClaim
from portal.cases.progress import move
from portal.ledger import corrections
from portal.ledger.corrections import Correction
from portal.ledger.models import Claim
from portal.ledger.records import Proposal
from portal.municipality import Municipality
from portal.people.actors import Actor
from portal.record import add_row, find_one

DONE = "claim-corrected"
ANEW = "decided-anew"
"""The reason on such an outcome: a code, as the letter's own words say it."""
_IN_FAVOUR = ("too_high", "fee")
"""Corrections that can put right: charging more does not, for who said that it is wrong."""


def correct(
    session: Session,
    town: Municipality,
    staff: Actor,
    wanted: Correction,
    *,
    now: datetime,
    on: date,
) -> bool:
    """Correct a claim, or ask a second person to sign, as `corrections.correct`.

    Once it is done, what stood still until then goes on.
    """
    done = corrections.correct(session, town, staff, wanted, now=now, on=on)
    if done and wanted.what in _IN_FAVOUR:
        put_right(session, staff, _claim_id(session, wanted.claim_ref), now=now, on=on)
    return done


def _claim_id(session: Session, ref: str) -> int:
    claim = find_one(session, select(Claim).where(Claim.ref == ref))
    assert claim.id is not None
    return claim.id


def sign(
    session: Session,
    staff: Actor,
    proposal: Proposal,
    says: str,
    reason: str,
    *,
    seen: int,
    now: datetime,
    on: date,
) -> bool:
    """Keep what the second person says of a correction, as `corrections.answer`."""
    done = corrections.answer(session, staff, proposal, says, reason, seen=seen, now=now, on=on)
    if done and proposal.claim_id is not None and proposal.detail["what"] in _IN_FAVOUR:
        put_right(session, staff, proposal.claim_id, now=now, on=on)
    return done


def put_right(session: Session, staff: Actor, claim_id: int, *, now: datetime, on: date) -> None:
    """Let a claim go on that stood still until it was corrected, and tell whoever said so.

    The request is done when none of its claims stands still any more.
    """
    found = (
        select(Case)
        .join(CaseClaim, col(CaseClaim.case_id) == Case.id)
        .where(
            CaseClaim.claim_id == claim_id,
            col(Case.ask).in_(TO_CORRECT),
            Case.state == "decided",
            col(Case.to_weigh),
        )
        .order_by(col(Case.id))
    )
    for case in session.exec(found).all():
        by = {"by": staff.signature, "now": now, "on": on}
        if not objected.is_corrected_by_claim(session, case):
            continue
        if pausing.go_on(session, case, claim_id=claim_id, **by):  # type: ignore[arg-type]
            note(session, staff, case, claim_id, now=now, on=on)


def since_sent(session: Session, case: Case) -> list[tuple[Proposal, Claim]]:
    """Return what was corrected of the claims of a case since it was sent, oldest first.

    Nothing for an objection to a decision: correcting a claim does not replace that.
    """
    if case.ask not in TO_CORRECT or not objected.is_corrected_by_claim(session, case):
        return []
    done = func.coalesce(Proposal.second_at, Proposal.first_at)
    found = (
        select(Proposal, Claim)
        .join(Claim, col(Claim.id) == Proposal.claim_id)
        .join(CaseClaim, col(CaseClaim.claim_id) == Claim.id)
        .where(CaseClaim.case_id == case.id, done >= case.sent_at)
        .where(Proposal.kind == corrections.KIND, Proposal.state == "yes")
        .order_by(col(Proposal.id))
    )
    pairs = session.exec(found).all() if case.sent_at else []
    return [(one, claim) for one, claim in pairs if one.detail["what"] in _IN_FAVOUR]


def let_go_on(session: Session, staff: Actor, case: Case, *, now: datetime, on: date) -> list[int]:
    """Let go on what was corrected before the answer was given; return these claims."""
    corrected = {claim.id for _, claim in since_sent(session, case) if claim.id is not None}
    told = {"by": staff.signature, "now": now, "on": on}
    return [
        one
        for one in sorted(corrected)
        if pausing.go_on(session, case, claim_id=one, **told)  # type: ignore[arg-type]
    ]


def decided_anew(session: Session, staff: Actor, case: Case, *, now: datetime, on: date) -> None:
    """Let go on what stood still until this case was decided or answered anew, and tell it."""
    for objection, _ in objected.to_case(session, case):
        if objection.to_weigh:
            pausing.go_on(session, objection, by=staff.signature, now=now, on=on)
            note(session, staff, objection, None, now=now, on=on)


def note(
    session: Session, staff: Actor, case: Case, claim_id: int | None, *, now: datetime, on: date
) -> None:
    """Keep it on the case and in its trail, and write the letter about this one claim, or all."""
    assert case.id is not None
    made = add_row(
        session,
        MatterOutcome(
            case_id=case.id,
            no=len(outcomes_of(session, case)) + 1,
            outcome="corrected",
            staff_id=staff.id,
            reason=ANEW if claim_id is None else DONE,
            answered_at=now,
        ),
    )
    move(
        session,
        case,
        seen=case.version,
        event="corrected",
        actor=staff.signature,
        now=now,
        to_weigh=bool(pausing.held(session, case)),
    )
    views = [view for view in claims_about(session, case, on) if claim_id in (None, view.id)]
    send(
        session,
        key=f"answer:{case.ref}:{made.no}",
        person_id=case.person_id,
        kind="answer",
        content=letter.record(case, views, made),
        made_on=on,
        now=now,
        case_id=case.id,
    )
