"""Damage to second looks, and the invariant that finds each."""

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from sqlmodel import Session

from portal.cases.second_look.models import SecondLook, SecondOpinion
from portal.people.trail.models import Look
from tests import builders
from tests.builders import DAY, NOW


class Place(Protocol):
    """A sound database that can be damaged."""

    session: Session


def _drawn(place: Place, **fields: object) -> tuple[int, str]:
    """A decision that was drawn; its second look, and the reference of its case."""
    session = place.session
    case = builders.case(session, builders.person(session), ask="deferral", state="decided")
    decision = builders.decision(session, case, **fields)
    look = SecondLook(ref="second", decision_id=decision.id or 0, drawn_on=DAY)
    session.add(look)
    session.flush()
    return look.id or 0, case.ref


def a_second_look_at_what_a_person_decided(place: Place) -> None:
    _drawn(place, staff_id=builders.staff(place.session).id)


def a_second_look_by_who_had_seen_the_case(place: Place) -> None:
    (look, case), reader = _drawn(place), builders.staff(place.session, "senior")
    said = {"outcome": "granted", "same": True, "said_at": NOW}
    place.session.add(SecondOpinion(look_id=look, staff_id=reader.id or 0, **said))
    seen = {"actor": f"staff:{reader.ref}", "act": "case:look", "subject": f"case:{case}"}
    place.session.add(Look(at=NOW - timedelta(days=1), **seen))
    place.session.flush()


DAMAGE: dict[Callable[[Place], None], str] = {
    a_second_look_at_what_a_person_decided: "second-look-at-a-grant-of-the-rules",
    a_second_look_by_who_had_seen_the_case: "second-look-said-blindly",
}
