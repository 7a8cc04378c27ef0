"""Noting a contact, correcting a note, and reading them: the newest in front, corrections over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from portal.cases.contacts.models import CHANNELS, DIRECTIONS, MISTAKE, Contact
from portal.cases.models import Case
from portal.errors import Conflict, NotNow
from portal.municipality import Municipality
from portal.people import audit, directory
from portal.people.actors import Actor, Permission
from portal.people.models import Person, StaffMember
from portal.people.refs import new_ref
from portal.record import find_one

NOT_SPOKEN = ("not_reached", "message_left", "wrong_number")
"""Outcomes after which there is nothing to say what was said."""
LEAST_WORDS, LONGEST_WORDS = 3, 2000


@dataclass(frozen=True)
class Noted:
    """A contact as a member of staff tells it."""

    key: str
    held_on: date
    channel: str
    direction: str
    outcome: str
    words: str = ""


@dataclass(frozen=True)
class Entry:
    """A note as it holds now, who made it, what it is about, and what it said before."""

    contact: Contact
    by: str
    """The name of who noted it last."""
    case: Case | None
    earlier: Sequence[Contact] = ()
    """What it corrects, the oldest in front."""

    @property
    def is_mistake(self) -> bool:
        """Whether it was taken away."""
        return self.contact.outcome == MISTAKE


def outcomes(town: Municipality, on: date) -> tuple[str, ...]:
    """Return the codes of what a contact can come to here, in the order they are offered."""
    return town.terms.names("contact_outcomes", on)


def note(
    session: Session,
    town: Municipality,
    staff: Actor,
    person_ref: str,
    noted: Noted,
    *,
    on: date,
    now: datetime,
    case_ref: str = "",
) -> Contact:
    """Note a contact once; the same key again returns what there is.

    Raises NotAllowed, NotFound, and NotNow for a day to come, a code that is not of here, or no
    words where somebody was spoken with.
    """
    staff.must(Permission.CONTACT_WRITE)
    person = directory.by_ref(session, staff, person_ref)
    there = session.exec(select(Contact).where(Contact.key == noted.key)).one_or_none()
    if there is not None:
        return there
    _must_fit(noted, outcomes(town, on), on)
    case = _case_of(session, person, case_ref) if case_ref else None
    return _add(session, staff, person, noted, now, case.id if case else None)


def correct(
    session: Session,
    town: Municipality,
    staff: Actor,
    person_ref: str,
    ref: str,
    noted: Noted,
    *,
    on: date,
    now: datetime,
) -> Contact:
    """Put another note over one: the old one stays to be read.

    Raises as `note`, and Conflict when somebody corrected it first.
    """
    staff.must(Permission.CONTACT_WRITE)
    person = directory.by_ref(session, staff, person_ref)
    there = session.exec(select(Contact).where(Contact.key == noted.key)).one_or_none()
    if there is not None:
        return there
    old = one_of(session, person, ref)
    if session.exec(select(Contact.id).where(Contact.replaces_id == old.id)).first() is not None:
        raise Conflict
    _must_fit(noted, (*outcomes(town, on), old.outcome, MISTAKE), on)
    return _add(session, staff, person, noted, now, old.case_id, old.id)


def one_of(session: Session, person: Person, ref: str) -> Contact:
    """Return one note about a person. Raises NotFound."""
    wanted = select(Contact).where(Contact.ref == ref, Contact.person_id == person.id)
    return find_one(session, wanted)


def of_person(session: Session, person_id: int, most: int) -> list[Entry]:
    """Return the notes about a person as they hold now, the newest contact in front."""
    later = aliased(Contact)
    holds = ~select(later.id).where(later.replaces_id == Contact.id).exists()
    rows = session.exec(
        select(Contact, StaffMember.name, Case)
        .join(StaffMember, col(StaffMember.id) == Contact.staff_id)
        .join(Case, col(Case.id) == Contact.case_id, isouter=True)
        .where(Contact.person_id == person_id, holds)
        .order_by(col(Contact.held_on).desc(), col(Contact.id).desc())
        .limit(most)
    ).all()
    before = _replaced(session, person_id) if any(row[0].replaces_id for row in rows) else {}
    return [Entry(contact, by, case, _earlier(contact, before)) for contact, by, case in rows]


def _replaced(session: Session, person_id: int) -> dict[int, Contact]:
    found = session.exec(select(Contact).where(Contact.person_id == person_id))
    return {contact.id: contact for contact in found if contact.id is not None}


def _earlier(contact: Contact, by_id: dict[int, Contact]) -> list[Contact]:
    found: list[Contact] = []
    above = contact.replaces_id
    while above is not None:
        found.insert(0, by_id[above])
        above = by_id[above].replaces_id
    return found


def _must_fit(noted: Noted, codes: Sequence[str], on: date) -> None:
    known = (noted.channel in CHANNELS, noted.direction in DIRECTIONS, noted.outcome in codes)
    if not all(known):
        raise NotNow("error-choose")
    if noted.held_on > on:
        raise NotNow("error-contact-day")
    if noted.outcome not in NOT_SPOKEN and len(noted.words.strip()) < LEAST_WORDS:
        raise NotNow("error-contact-words")


def _case_of(session: Session, person: Person, ref: str) -> Case:
    wanted = select(Case).where(Case.ref == ref, Case.person_id == person.id)
    return find_one(session, wanted)


def _add(
    session: Session,
    staff: Actor,
    person: Person,
    noted: Noted,
    now: datetime,
    case_id: int | None,
    replaces_id: int | None = None,
) -> Contact:
    assert person.id is not None
    made = Contact(
        ref=new_ref(),
        key=noted.key,
        person_id=person.id,
        case_id=case_id,
        staff_id=staff.id,
        held_on=noted.held_on,
        noted_at=now,
        channel=noted.channel,
        direction=noted.direction,
        outcome=noted.outcome,
        words=noted.words.strip(),
        replaces_id=replaces_id,
    )
    session.add(made)
    session.flush()
    act = "contact:correct" if replaces_id else "contact:note"
    audit.record(session, now, staff.signature, act, f"person:{person.ref}", noted.outcome)
    return made
