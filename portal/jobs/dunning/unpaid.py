"""The night's look at claims whose last day to pay is past: a word first, then reminders."""

from sqlmodel import Session

from portal.jobs.dunning.quiet import is_quiet
from portal.jobs.dunning.sending import Sending, send_all
from portal.jobs.night import Chunk, Night, Step
from portal.ledger.dunning.course import answer_by, course_of
from portal.ledger.dunning.unpaid import Overdue, overdue_between
from portal.ledger.tables import CLAIM
from portal.rules.dunning import due, quiet_after_word


def remind(session: Session, night: Night, chunk: Chunk) -> int:
    """Send what is due about the claims of a chunk; say how much."""
    still = is_quiet(night.on)
    found = overdue_between(session, night.town, chunk.first, chunk.last, night.on, still)
    sendings = [_sending(night, claim) for claim in found]
    return send_all(session, night, [one for one in sendings if one])


def _sending(night: Night, claim: Overdue) -> Sending | None:
    course, state = course_of(night.town, claim.kind, night.on), claim.state
    step = due(course, state)
    if step.on > night.on or step.code not in ("word", "reminder"):
        return None
    if step.code == "word":
        until = quiet_after_word(course, state, night.on)
        return Sending(claim.id, "word", claim.said + 1, until, claim.owed, state.balance)
    return Sending(
        claim_id=claim.id,
        kind="reminder",
        no=state.reminders + 1,
        answer_by=answer_by(night.town, course, night.on, is_last=step.is_last),
        owed=claim.owed,
        asked=state.balance,
        fee=step.fee,
        notice=step.is_last,
    )


STEP = Step("reminders", CLAIM, remind)
