"""The number one reads out over the telephone: short, changing, and of one person only."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from portal.errors import NotAllowed
from portal.people import phone
from portal.people.acting.models import PhoneNumber
from portal.people.actors import Actor, Helper, Permission, person_actor, staff_actor
from portal.people.models import AuditEvent, Person
from portal.tokens import Tokens
from tests import builders
from tests.builders import NOW

TOKENS = Tokens("a key for tests that is long enough")
LASTS = timedelta(minutes=30)


def number(session: Session, actor: Actor, now: datetime = NOW) -> str:
    """What stands on their page."""
    return phone.number_for(session, actor, lasts=LASTS, tokens=TOKENS, now=now)[0]


def found(session: Session, typed: str, now: datetime = NOW) -> Person | None:
    """Whom staff find with it."""
    worker = staff_actor(builders.staff(session))
    return phone.find(session, worker, typed, tokens=TOKENS, now=now)


def test_staff_find_who_reads_the_number_out_and_nobody_else(session: Session) -> None:
    one, other = (builders.person(session) for _ in range(2))
    mine, theirs = (number(session, person_actor(each)) for each in (one, other))
    assert mine != theirs
    assert len(mine) == phone.DIGITS
    for typed in (mine, f"{mine[:3]} {mine[3:]}", f" {mine[:3]}-{mine[3:]} "):
        assert found(session, typed) == one
    for wrong in ("", "12", mine[:-1], f"{mine}0", "٣٤٥٣٤٥", "abcdef", "000000"):
        assert found(session, wrong) is None, wrong


def test_it_stays_while_one_is_on_the_line_and_changes_after(session: Session) -> None:
    me = person_actor(builders.person(session))
    first = number(session, me)
    assert number(session, me, NOW + timedelta(minutes=20)) == first
    later = NOW + timedelta(minutes=26)
    second = number(session, me, later)
    assert second != first
    assert found(session, first, later) is None
    assert found(session, second, later)
    assert found(session, second, later + LASTS) is None


def test_the_number_stands_nowhere(session: Session) -> None:
    me = person_actor(builders.person(session))
    mine = number(session, me)
    kept = str(session.exec(select(PhoneNumber)).one().model_dump())
    written = " ".join(f"{one.subject}{one.detail}" for one in session.exec(select(AuditEvent)))
    assert mine not in kept + written


def test_a_number_that_ran_out_is_free_for_another(session: Session) -> None:
    one, other = (person_actor(builders.person(session)) for _ in range(2))
    number(session, one)
    row = session.exec(select(PhoneNumber)).one()
    at = NOW + timedelta(hours=1)
    row.digest = phone._digest(phone._drawn(other, at + LASTS, TOKENS)[0], TOKENS)
    session.flush()
    assert found(session, number(session, other, at), at)


def test_who_only_looks_along_has_no_number_and_only_staff_find_people(session: Session) -> None:
    me = person_actor(builders.person(session))
    looks = me.helped_by(Helper("h", "H", "loan", 1), {Permission.OWN_CLAIMS})
    with pytest.raises(NotAllowed):
        number(session, looks)
    with pytest.raises(NotAllowed):
        phone.find(session, me, number(session, me), tokens=TOKENS, now=NOW)
