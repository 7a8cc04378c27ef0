"""A short number to read out over the telephone, by which staff find the person for some minutes.

It says nothing by itself and changes; it stands in the place of an identity number.
"""

import re
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from portal.people import audit
from portal.people.acting.models import PhoneNumber
from portal.people.actors import Actor, Permission
from portal.people.closed import closed_to
from portal.people.models import Person
from portal.tokens import Tokens

DIGITS = 6
_FRESH = timedelta(minutes=5)
"""A number that is good for less than this is replaced when the page is opened."""
_MOST_DRAWN = 20
_PURPOSE = "phone-number"


def number_for(
    session: Session, actor: Actor, *, lasts: timedelta, tokens: Tokens, now: datetime
) -> tuple[str, datetime]:
    """Return the number of who is signed in, and until when it is good; a new one when it is due.

    Raises NotAllowed, also for a helper to whom not all is left.
    """
    actor.must(Permission.OWN_MANAGE)
    kept = session.get(PhoneNumber, actor.id)
    if kept is not None and kept.until_at - now >= _FRESH:
        shown = _shown(actor, kept, tokens)
        if shown is not None:
            return shown, kept.until_at
    until = (now + lasts).replace(microsecond=0)
    number = _free(session, actor, until, tokens, now)
    row = kept or PhoneNumber(person_id=actor.id, digest="", until_at=until)
    row.digest, row.until_at = _digest(number, tokens), until
    session.add(row)
    session.flush()
    audit.record(session, now, actor.signature, "phone:number", f"person:{actor.ref}")
    return number, until


def _shown(actor: Actor, kept: PhoneNumber, tokens: Tokens) -> str | None:
    """The number that was shown, under whichever key; None when that key is gone."""
    drawn = ((one, number) for one in tokens.each() for number in _drawn(actor, kept.until_at, one))
    return next((number for one, number in drawn if _digest(number, one) == kept.digest), None)


def find(
    session: Session, staff: Actor, typed: str, *, tokens: Tokens, now: datetime
) -> Person | None:
    """Return who has this number now; None for any other text. Raises NotAllowed."""
    staff.must(Permission.PERSON_READ)
    digits = re.sub(r"[\s-]", "", typed)
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", digits):
        return None
    found = (
        select(Person)
        .join(PhoneNumber, col(PhoneNumber.person_id) == Person.id)
        .where(col(PhoneNumber.digest).in_(tokens.digests(_PURPOSE, digits)))
        .where(col(PhoneNumber.until_at) > now)
        .where(col(Person.id).not_in(closed_to(staff)))
    )
    return session.exec(found).one_or_none()


def _free(session: Session, actor: Actor, until: datetime, tokens: Tokens, now: datetime) -> str:
    """A number that nobody else has; one that ran out is free again."""
    for number in _drawn(actor, until, tokens):
        digests = tokens.digests(_PURPOSE, number)
        found = session.exec(select(PhoneNumber).where(col(PhoneNumber.digest).in_(digests)))
        others = [held for held in found if held.person_id != actor.id]
        if all(held.until_at <= now for held in others):
            for held in others:
                session.delete(held)
            session.flush()
            return number
    raise AssertionError("every number is taken")


def _drawn(actor: Actor, until: datetime, tokens: Tokens) -> list[str]:
    """The numbers someone can have until a moment: always the same ones, and not to be guessed."""
    told = f"{actor.ref}:{int(until.timestamp())}"
    return [
        f"{int(tokens.digest('phone-drawn', f'{told}:{no}'), 16) % 10**DIGITS:0{DIGITS}d}"
        for no in range(_MOST_DRAWN)
    ]


def _digest(number: str, tokens: Tokens) -> str:
    return tokens.digest(_PURPOSE, number)
