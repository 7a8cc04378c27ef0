"""What resident and staff say to each other about a case."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from portal.cases.models import Case, Message
from portal.cases.progress import move
from portal.cases.work import clock
from portal.errors import NotNow
from portal.people import outbox
from portal.people.actors import Actor, Permission

LONGEST_MESSAGE = 4000


def _add(session: Session, case: Case, actor: Actor, kind: str, body: str, now: datetime) -> None:
    assert case.id is not None
    session.add(
        Message(
            case_id=case.id,
            author="staff" if actor.is_staff else "resident",
            staff_id=actor.id if actor.is_staff else None,
            kind=kind,
            body=body,
            at=now,
        )
    )


def say(session: Session, actor: Actor, case: Case, body: str, *, on: date, now: datetime) -> None:
    """Add the resident's message; when staff waited for an answer, this is the answer."""
    actor.must(Permission.OWN_ASK)
    if not case.is_open:
        raise NotNow("error-case-closed")
    if _was_just_said(session, case, body):
        return
    kind = "reply" if case.state == "asked" else "message"
    _add(session, case, actor, kind, body, now)
    move(
        session,
        case,
        seen=case.version,
        event=kind,
        actor=actor.signature,
        now=now,
        state="sent",
    )
    clock.answered(session, case, by=actor.signature, on=on, now=now)


def _was_just_said(session: Session, case: Case, body: str) -> bool:
    """Whether the last message is this very one: a form sent twice says it once."""
    last = session.exec(
        select(Message.author, Message.body)
        .where(Message.case_id == case.id)
        .order_by(col(Message.id).desc())
        .limit(1)
    ).one_or_none()
    return last is not None and tuple(last) == ("resident", body)


def ask(session: Session, actor: Actor, case: Case, body: str, *, seen: int, now: datetime) -> None:
    """Ask the resident something; the case waits for the answer. Raises NotNow, Conflict."""
    if not case.is_open:
        raise NotNow("error-case-closed")
    _add(session, case, actor, "question", body, now)
    move(
        session,
        case,
        seen=seen,
        event="question",
        actor=actor.signature,
        now=now,
        state="asked",
        taken_by=case.taken_by or actor.id,
    )


def ask_and_tell(
    session: Session, actor: Actor, case: Case, body: str, *, seen: int, now: datetime, on: date
) -> None:
    """Ask the resident something, and let them know that a question waits; its words stay here."""
    ask(session, actor, case, body, seen=seen, now=now)
    outbox.tell(
        session,
        key=f"asked:{case.ref}:{seen}",
        person_id=case.person_id,
        kind="asked",
        made_on=on,
        now=now,
    )


def messages_of(session: Session, case: Case) -> list[Message]:
    """Return what was said, oldest first."""
    return list(
        session.exec(
            select(Message).where(Message.case_id == case.id).order_by(col(Message.id))
        ).all()
    )
