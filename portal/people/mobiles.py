"""Phone numbers people gave for text messages: asked for, confirmed by a code sent there, ended."""

import re
from datetime import date, datetime, timedelta
from secrets import randbelow

from sqlalchemy import CheckConstraint, Index, func, text
from sqlmodel import Field, Session, SQLModel, col, select

from portal.db import Moment
from portal.errors import NotNow
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.people.models import Person
from portal.people.outbox import CONFIRM_SMS, SMS, Outgoing
from portal.people.refs import new_ref

CALLING = {"NL": "+31", "DK": "+45"}
"""What stands before a number of the country when it is called from anywhere."""
CODE_MINUTES = "sms_code_minutes"
DIGITS = 6
MOST_WRONG = 5
MOST_A_DAY = 3
"""Codes one person is sent in a day: each text message costs money, and may go to a stranger."""
ENOUGH = "error-sms-enough"
AGAIN = timedelta(minutes=2)
"""After so long the same number is sent another code."""
_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")


class MobileNumber(SQLModel, table=True):
    """One time somebody agreed to be told by text message at a number."""

    __tablename__ = "mobile_number"
    __table_args__ = (
        CheckConstraint("confirmed_at is null or confirmed_at >= agreed_at", name="confirmed"),
        CheckConstraint("(ended_at is null) = (why = '')", name="end"),
        Index(
            "ix_mobile_number_running",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at is null and confirmed_at is not null"),
            postgresql_where=text("ended_at is null and confirmed_at is not null"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    number: str
    """As it is called from anywhere: `+31612345678`."""
    agreed_at: datetime = Field(sa_type=Moment)
    agreed_by: str
    code_until: datetime = Field(sa_type=Moment)
    wrong: int = 0
    """How many wrong codes were typed for it."""
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
    """When its code was typed; before that nothing else is sent there."""
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    why: str = ""
    """Why it ended: `chosen`, `other`, `wrong` (codes) or `undelivered`."""


def normal(typed: str, country: str) -> str | None:
    """Return a number as it is called from anywhere; None for what is none."""
    bare = re.sub(r"[\s().-]", "", typed)
    bare = "+" + bare[2:] if bare.startswith("00") else bare
    if not bare.startswith("+"):
        bare = CALLING[country] + bare.removeprefix("0")
    return bare if _NUMBER.fullmatch(bare) else None


def choose(
    session: Session, actor: Actor, number: str, *, minutes: int, on: date, now: datetime
) -> MobileNumber | None:
    """Keep that somebody agrees to text messages at a number, and send a code there.

    Until it is typed they are told as before. None where the number was confirmed already, which is
    then the first way, or a code just went there. Raises NotAllowed, NotNow.
    """
    actor.must(Permission.OWN_MANAGE)
    person = session.get_one(Person, actor.id)
    held = of_person(session, actor.id)
    if held is not None and held.number == number:
        if held.confirmed_at is not None:
            person.messages_by = SMS
            return None
        if held.agreed_at > now - AGAIN:
            return None
    _must_be_few(session, actor.id, now)
    for one in _running(session, actor.id):
        if one.confirmed_at is None:
            _end(one, "other", now)
    until = now + timedelta(minutes=minutes)
    made = MobileNumber(
        ref=new_ref(),
        person_id=actor.id,
        number=number,
        agreed_at=now,
        agreed_by=actor.signature,
        code_until=until,
    )
    session.add(made)
    _send_code(session, person, made, on, now)
    audit.record(session, now, actor.signature, "person:agree-sms", f"person:{person.ref}")
    return made


def _must_be_few(session: Session, person_id: int, now: datetime) -> None:
    since = col(MobileNumber.agreed_at) > now - timedelta(days=1)
    asked = select(func.count()).where(col(MobileNumber.person_id) == person_id, since)
    if session.exec(asked).one() >= MOST_A_DAY:
        raise NotNow(ENOUGH)


def _send_code(
    session: Session, person: Person, made: MobileNumber, on: date, now: datetime
) -> None:
    code = f"{randbelow(10**DIGITS):0{DIGITS}d}"
    session.add(
        Outgoing(
            key=_key(made),
            person_id=made.person_id,
            channel=SMS,
            kind=CONFIRM_SMS,
            language=person.language,
            content={"to": made.number, "code": code},
            made_on=on,
            next_try_at=now,
        )
    )
    session.flush()


def confirm(session: Session, actor: Actor, typed: str, now: datetime) -> bool:
    """Confirm a number with the code that went there: from the next message on they are told there.

    False for a wrong code, and for one whose time is over. Raises NotAllowed; NotNow where no code
    is waited for, or too many were wrong.
    """
    actor.must(Permission.OWN_MANAGE)
    held = of_person(session, actor.id)
    if held is None or held.confirmed_at is not None or held.code_until <= now:
        raise NotNow("error-sms-over")
    if re.sub(r"\D", "", typed) != code_of(session, held):
        held.wrong += 1
        if held.wrong >= MOST_WRONG:
            _end(held, "wrong", now)
        return False
    for one in _running(session, actor.id):
        if one.id != held.id:
            _end(one, "other", now)
    session.flush()
    held.confirmed_at = now
    person = session.get_one(Person, actor.id)
    person.messages_by = SMS
    audit.record(session, now, actor.signature, "person:confirm-sms", f"person:{person.ref}")
    return True


def over(session: Session, person_id: int, why: str, now: datetime) -> None:
    """End all numbers of somebody."""
    for one in _running(session, person_id):
        _end(one, why, now)
    session.flush()


def of_person(session: Session, person_id: int) -> MobileNumber | None:
    """Return the newest number somebody gave that is not over, confirmed or not."""
    return next(iter(_running(session, person_id)), None)


def confirmed(session: Session, person_id: int) -> MobileNumber | None:
    """Return the number somebody can be sent text messages at, or None."""
    return next((one for one in _running(session, person_id) if one.confirmed_at), None)


def last_of(session: Session, person_id: int) -> MobileNumber | None:
    """Return the newest number somebody gave, over or not."""
    found = select(MobileNumber).where(MobileNumber.person_id == person_id)
    return session.exec(found.order_by(col(MobileNumber.id).desc()).limit(1)).first()


def code_of(session: Session, number: MobileNumber) -> str:
    """Return the code that was sent to a number."""
    sent = select(Outgoing).where(Outgoing.key == _key(number))
    return str(session.exec(sent).one().content["code"])


def _key(number: MobileNumber) -> str:
    return f"{CONFIRM_SMS}:{number.ref}"


def _running(session: Session, person_id: int) -> list[MobileNumber]:
    found = select(MobileNumber).where(
        MobileNumber.person_id == person_id, col(MobileNumber.ended_at).is_(None)
    )
    return list(session.exec(found.order_by(col(MobileNumber.id).desc())).all())


def _end(number: MobileNumber, why: str, now: datetime) -> None:
    number.ended_at, number.why = now, why
