"""Damage to the contact log, and the invariant that finds each."""

from collections.abc import Callable
from typing import Any, Protocol

from sqlmodel import Session

from portal.cases.contacts.models import Contact
from tests import builders
from tests.builders import DAY, NOW


class Place(Protocol):
    """A sound database that can be damaged."""

    session: Session


def _contact(place: Place, key: str, **fields: Any) -> Contact:
    session = place.session
    made = Contact(
        ref=key,
        key=key,
        staff_id=builders.staff(session).id or 0,
        held_on=DAY,
        noted_at=NOW,
        channel="phone",
        direction="out",
        outcome="not_reached",
        words="",
        person_id=builders.person(session).id or 0,
        **fields,
    )
    session.add(made)
    session.flush()
    return made


def a_correction_about_somebody_else(place: Place) -> None:
    _contact(place, "new", replaces_id=_contact(place, "old").id)


def a_contact_about_anothers_request(place: Place) -> None:
    session = place.session
    _contact(place, "one", case_id=builders.case(session, builders.person(session)).id)


DAMAGE: dict[Callable[[Place], None], str] = {
    a_correction_about_somebody_else: "contact-correction-of-the-same-person",
    a_contact_about_anothers_request: "contact-about-a-request-of-the-person",
}
