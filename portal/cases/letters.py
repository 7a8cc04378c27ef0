"""Letters: the record a letter is made from. The words are in the templates and catalogues."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from portal.cases.models import Case, Letter
from portal.errors import NotFound
from portal.ledger.claims import ClaimView
from portal.ledger.models import Claim
from portal.people import outbox
from portal.people.actors import Actor, Permission
from portal.people.models import Person
from portal.people.refs import new_ref
from portal.record import add_row, find_one

PREPARED = ("writ",)
"""Documents that staff prepare and somebody serves on paper: nobody else reads them here."""


def write(
    session: Session,
    *,
    person_id: int,
    kind: str,
    content: Mapping[str, Any],
    made_on: date,
    case_id: int | None = None,
    claim_id: int | None = None,
) -> Letter:
    """Keep a letter as it is today, in the language the person chose for letters.

    `content` is what it says beside to whom, where they live, and its day.
    """
    person = session.get_one(Person, person_id)
    head = {"name": person.name, "address": person.address, "made_on": made_on.isoformat()}
    letter = Letter(
        ref=new_ref(),
        person_id=person_id,
        case_id=case_id,
        claim_id=claim_id,
        kind=kind,
        language=person.language,
        content=head | dict(content),
        made_on=made_on,
    )
    return add_row(session, letter)


def send(
    session: Session,
    *,
    key: str = "",
    person_id: int,
    kind: str,
    content: Mapping[str, Any],
    made_on: date,
    now: datetime,
    case_id: int | None = None,
    claim_id: int | None = None,
    message: str = "",
    told: Mapping[str, Any] | None = None,
) -> None:
    """Write a letter, and say the way the person chose that there is one.

    `key` is that of the message: without one it follows the letter. `message` is its kind where
    that is not the letter's, and `told` what it says.
    """
    letter = write(
        session,
        person_id=person_id,
        kind=kind,
        content=content,
        made_on=made_on,
        case_id=case_id,
        claim_id=claim_id,
    )
    message = message or f"letter-{kind.replace('_', '-')}"
    outbox.tell(
        session,
        key=key or f"{message}:{letter.ref}",
        person_id=person_id,
        kind=message,
        made_on=made_on,
        now=now,
        content=told,
        letter_ref=letter.ref,
    )


def claim_lines(views: Iterable[ClaimView]) -> list[dict[str, Any]]:
    """Return what a letter says of the claims it is about; balances in minor units."""
    return [
        {
            "number": view.number,
            "description": view.description,
            "balance": view.balance,
            "payment_reference": view.payment_reference,
        }
        for view in views
    ]


def iso(day: date | None) -> str | None:
    """Return a day as records of letters hold it."""
    return day.isoformat() if day else None


def own_letter(session: Session, actor: Actor, ref: str) -> Letter:
    """Return the resident's own letter. Raises NotFound, also for someone else's."""
    letter = session.exec(
        select(Letter).where(
            Letter.ref == ref,
            Letter.person_id == actor.id,
            col(Letter.kind).not_in(PREPARED),
        )
    ).one_or_none()
    if letter is None or actor.is_staff or not may_read(session, actor, letter):
        raise NotFound
    return letter


def is_readable(session: Session, actor: Actor, ref: str) -> bool:
    """Whether `own_letter` would find this letter."""
    try:
        own_letter(session, actor, ref)
    except NotFound:
        return False
    return True


def may_read(session: Session, actor: Actor, letter: Letter) -> bool:
    """Whether a letter of this person is within what may be seen: that of a request with it."""
    if letter.case_id is not None and not actor.may(Permission.OWN_CASES):
        return False
    if actor.only is None:
        return True
    if letter.case_id is not None:
        return actor.sees_case(session.get_one(Case, letter.case_id).ref)
    if letter.claim_id is not None:
        return actor.sees_claim(session.get_one(Claim, letter.claim_id).ref)
    return False


def letter_for_staff(session: Session, staff: Actor, ref: str) -> Letter:
    """Return any letter. Raises NotAllowed, NotFound."""
    staff.must(Permission.CASE_READ)
    return find_one(session, select(Letter).where(Letter.ref == ref))


def letters_of(session: Session, *, case_id: int | None) -> list[Letter]:
    """Return the letters of a case, newest first."""
    wanted = select(Letter).where(Letter.case_id == case_id)
    return list(session.exec(wanted.order_by(col(Letter.id).desc())).all())


def letters_to(session: Session, person_id: int, *, claim_id: int) -> list[Letter]:
    """Return the letters a person got about a claim, newest first; others owe it too, perhaps."""
    wanted = select(Letter).where(
        Letter.person_id == person_id,
        Letter.claim_id == claim_id,
        col(Letter.kind).not_in(PREPARED),
    )
    return list(session.exec(wanted.order_by(col(Letter.id).desc())).all())
