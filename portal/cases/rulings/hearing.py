"""Hearing someone before less is given than they asked, and in an objection.

Awb 4:7, 4:8 and 7:2; partshøring, forvaltningsloven § 19. They are told what is meant to be
decided and on which facts, and have a term to answer; then it is decided.
"""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from portal.cases import conversation
from portal.cases.assessing import Assessed, assess_case
from portal.cases.letters import send
from portal.cases.models import LEAST_REASON, Case, Message, Receipt
from portal.cases.progress import move
from portal.cases.ruling import Ruling
from portal.cases.rulings.advising import running_amount
from portal.cases.rulings.models import Hearing, HearingEnd
from portal.errors import NotNow
from portal.municipality import Municipality
from portal.people.actors import Actor, Permission
from portal.record import add_row

HELD = ("held", "waived", "not_needed")


def is_needed(
    town: Municipality, assessed: Assessed, receipt: Receipt, ruling: Ruling, on: date
) -> bool:
    """Whether the law, or the municipality, wants the person heard before this ruling.

    The advice goes by what they say, or by what is on file where that asks less of them: who
    follows it holds no fact against them.
    """
    if assessed.case.ask == "review":
        running = running_amount(receipt)
        return bool(running and ruling.monthly and ruling.monthly > running)
    if ruling.outcome == "granted":
        return False
    if town.terms.word("hearing_when", on) == "always":
        return True
    return bool(assessed.contested) and not ruling.follows_advice


def must_be_heard(
    session: Session,
    town: Municipality,
    assessed: Assessed,
    receipt: Receipt,
    ruling: Ruling,
    on: date,
) -> None:
    """Raise NotNow where they must be heard first, or still have time to answer.

    Who was asked without need was promised that time too, before less is given.
    """
    needed = is_needed(town, assessed, receipt, ruling, on)
    asked = last_hearing(session, assessed.case)
    if needed and asked is None:
        raise NotNow("error-hearing-needed")
    gives_less = ruling.outcome != "granted" and assessed.case.ask != "review"
    if asked is None or not (needed or gives_less):
        return
    if on <= asked.by_day and not answered(session, asked):
        raise NotNow("error-hearing-waits")


def must_have_talked(
    session: Session, town: Municipality, case: Case, outcome: str, on: date
) -> None:
    """Raise NotNow where an objection is not wholly accepted and nobody noted a talk (Awb 7:2)."""
    if case.ask != "objection" or outcome == "accepted" or ends_of(session, case):
        return
    if town.terms.number("objection_hearing", on):
        raise NotNow("error-talk-needed")


def hear(
    session: Session,
    town: Municipality,
    staff: Actor,
    case: Case,
    words: str,
    *,
    seen: int,
    now: datetime,
    on: date,
) -> Hearing:
    """Tell someone what is meant to be decided, with a term to answer. The case waits for them.

    Raises NotAllowed, Conflict, and NotNow when the case is closed or nothing is said.
    """
    staff.must(Permission.CASE_DECIDE)
    by_day = on + timedelta(days=town.terms.number("hearing_days", on))
    made = _kept(session, staff, case, "before", words, by_day, now)
    conversation.ask(session, staff, case, made.words, seen=seen, now=now)
    _moved(session, staff, case, "heard", now)
    _told(session, town, case, made, on, now)
    return made


def invite(
    session: Session,
    town: Municipality,
    staff: Actor,
    case: Case,
    words: str,
    *,
    day: date,
    place: str,
    seen: int,
    now: datetime,
    on: date,
) -> Hearing:
    """Invite who objected to a talk. Raises NotAllowed, Conflict, NotNow."""
    staff.must(Permission.CASE_DECIDE)
    if case.ask != "objection" or not case.is_open:
        raise NotNow("error-case-closed")
    if day <= on or not place.strip():
        raise NotNow("error-day-needed")
    made = _kept(session, staff, case, "objection", words, day, now, place.strip())
    _moved(session, staff, case, "heard", now, seen=seen)
    _told(session, town, case, made, on, now)
    return made


def end(
    session: Session, staff: Actor, case: Case, how: str, words: str, *, seen: int, now: datetime
) -> HearingEnd:
    """Note the report of the talk in an objection, or why there is none."""
    staff.must(Permission.CASE_DECIDE)
    if case.ask != "objection" or not case.is_open:
        raise NotNow("error-case-closed")
    if how not in HELD:
        raise NotNow("error-choose")
    if len(words.strip()) < LEAST_REASON:
        raise NotNow("error-reason-needed")
    assert case.id is not None
    made = HearingEnd(
        case_id=case.id,
        no=len(ends_of(session, case)) + 1,
        how=how,
        words=words.strip(),
        staff_id=staff.id,
        at=now,
    )
    session.add(made)
    _moved(session, staff, case, "hearing_ended", now, seen=seen)
    return made


def last_hearing(session: Session, case: Case) -> Hearing | None:
    """Return the newest hearing of a case."""
    found = select(Hearing).where(Hearing.case_id == case.id).order_by(col(Hearing.no).desc())
    return session.exec(found.limit(1)).first()


def ends_of(session: Session, case: Case) -> list[HearingEnd]:
    """Return what came of the talks in an objection, oldest first."""
    found = select(HearingEnd).where(HearingEnd.case_id == case.id)
    return list(session.exec(found.order_by(col(HearingEnd.no))).all())


def answered(session: Session, asked: Hearing) -> bool:
    """Whether the resident wrote anything since they were asked."""
    wrote = select(Message.id).where(
        Message.case_id == asked.case_id,
        Message.author == "resident",
        col(Message.at) >= asked.sent_at,
    )
    return session.exec(wrote).first() is not None


def _kept(
    session: Session,
    staff: Actor,
    case: Case,
    kind: str,
    words: str,
    by_day: date,
    now: datetime,
    place: str = "",
) -> Hearing:
    if len(words.strip()) < LEAST_REASON:
        raise NotNow("error-reason-needed")
    last = last_hearing(session, case)
    assert case.id is not None
    made = Hearing(
        case_id=case.id,
        no=last.no + 1 if last else 1,
        kind=kind,
        by_day=by_day,
        place=place,
        words=words.strip(),
        staff_id=staff.id,
        sent_at=now,
    )
    return add_row(session, made)


def _moved(
    session: Session, staff: Actor, case: Case, event: str, now: datetime, seen: int | None = None
) -> None:
    move(
        session,
        case,
        seen=case.version if seen is None else seen,
        event=event,
        actor=staff.signature,
        now=now,
        taken_by=case.taken_by or staff.id,
    )


def _told(
    session: Session, town: Municipality, case: Case, made: Hearing, on: date, now: datetime
) -> None:
    send(
        session,
        key=f"hearing:{case.ref}:{made.no}",
        person_id=case.person_id,
        kind="hearing",
        content=_content(assess_case(session, town, case, on), made),
        made_on=on,
        now=now,
        case_id=case.id,
    )


def _content(assessed: Assessed, made: Hearing) -> dict[str, object]:
    """The record of the letter: the facts that stand against each other, and by when to answer."""
    return {
        "case": assessed.case.ref,
        "ask": assessed.case.ask,
        "hearing": made.kind,
        "words": made.words,
        "by_day": made.by_day.isoformat(),
        "place": made.place,
        "facts": [
            {
                "name": name,
                "told": assessed.told[name],
                "value": fact.value,
                "source": fact.source,
                "as_of": fact.as_of.isoformat(),
            }
            for name, fact in assessed.contested.items()
        ],
    }
