"""Damage to values that were adopted, and the invariant that finds each."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol

from sqlmodel import Session

from portal.adopting.acts import Day, Wanted, propose
from portal.adopting.models import AdoptionAct
from portal.municipality import load
from portal.people.actors import staff_actor
from tests import builders
from tests.builders import DAY, NOW


class Place(Protocol):
    """A sound database that can be damaged."""

    session: Session


def _act(place: Place, **wrong: Any) -> None:
    """An act under a proposal, with something wrong about it."""
    one, other = (staff_actor(builders.staff(place.session, "supervisor")) for _ in range(2))
    start = DAY + timedelta(days=30)
    wanted = Wanted("settings", "threshold_percent", 130, start, "Decision 1", DAY)
    row = propose(place.session, one, load("oss"), wanted, Day(DAY, NOW))
    told: dict[str, Any] = {
        "adoption_id": row.id,
        "no": 1,
        "kind": "signed",
        "starts_on": start,
        "proposed_by": one.id,
        "done_by": one.id if wrong.pop("alone", False) else other.id,
        "done_on": DAY,
        "done_at": NOW,
    }
    place.session.add(AdoptionAct(**told | wrong))
    place.session.flush()


def a_value_adopted_by_one_person(place: Place) -> None:
    _act(place, alone=True)


def a_value_adopted_on_its_day(place: Place) -> None:
    _act(place, done_on=DAY + timedelta(days=30))


def a_value_taken_back_before_it_was_signed(place: Place) -> None:
    _act(place, no=2, kind="withdrawn")


DAMAGE: dict[Callable[[Place], None], str] = {
    a_value_adopted_by_one_person: "adopted-by-two-people",
    a_value_adopted_on_its_day: "adopted-before-its-day",
    a_value_taken_back_before_it_was_signed: "adoption-acts-numbered",
}
