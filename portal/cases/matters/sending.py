"""Sending an ask that is for a person: it waits for them, with a day; collecting stands still."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlmodel import Session

from portal.cases import drafts
from portal.cases.assessing import assess_case
from portal.cases.matters import objected, pausing
from portal.cases.models import Case
from portal.cases.progress import move
from portal.cases.sending import keep_warnings
from portal.errors import NotNow
from portal.municipality import Municipality
from portal.people.actors import Actor, Permission


def send(
    session: Session,
    town: Municipality,
    actor: Actor,
    case: Case,
    *,
    seen: int,
    warnings: Mapping[str, str],
    language: str,
    now: datetime,
    on: date,
) -> None:
    """Send it to staff.

    Raises NotAllowed, NotNow when questions are open, Conflict when it changed since `seen`.
    """
    actor.must(Permission.OWN_ASK)
    drafts.must_be_draft(case)
    if assess_case(session, town, case, on).missing:
        raise NotNow("error-open-questions")
    keep_warnings(session, case, warnings, language, now)
    move(
        session,
        case,
        seen=seen,
        event="sent",
        actor=actor.signature,
        now=now,
        state="sent",
        sent_at=now,
        answer_by=answer_by(session, town, case, on),
    )
    pausing.pause(session, case, by=actor.signature, now=now, on=on)


def answer_by(session: Session, town: Municipality, case: Case, on: date) -> date:
    """Return the day by which a person answers.

    The time for an objection runs from the end of the time to object (Awb art. 7:10 in the
    Netherlands), or from today where that is over or no law sets it.
    """
    days = timedelta(days=town.terms.number(f"answer_{case.ask}_days", on))
    starts = on
    if case.ask == "objection":
        last_day = objected.about(session, case).last_day
        starts = max(on, last_day) if last_day else on
    return starts + days
