"""Damage to leave to act for someone and to what is lent, and the invariant that finds each."""

from collections.abc import Callable
from typing import Protocol

from sqlmodel import Session

from portal.cases import lending
from portal.cases.lending import Wanted
from portal.people.acting import asking
from portal.people.acting.asking import Other
from portal.people.acting.lending import Told
from portal.people.actors import person_actor, staff_actor
from portal.tokens import Tokens
from tests import builders
from tests.builders import DAY, NOW


class Place(Protocol):
    """A sound database that can be damaged."""

    session: Session

    def run(self, command: str, **values: object) -> None:
        """Run a command behind everyone's back."""


def _lent(place: Place) -> None:
    """Someone lends a claim."""
    owner = builders.person(place.session)
    claim = builders.claim(place.session, owner)
    wanted = Wanted(f"claim:{claim.ref}", "look", 1, Told("me"), "x")
    lending.lend(
        *(place.session, person_actor(owner), wanted),
        country="NL",
        tokens=Tokens("x" * 32),
        most_days=30,
        now=NOW,
        on=DAY,
    )


def _accepted(place: Place) -> None:
    """Someone's mandate is registered."""
    owner = builders.person(place.session)
    other = Other("bsn", "999990135", "Somebody Kind")
    wanted = asking.Wanted(
        *("principal", other, "authorised", "look", "A mandate.", "", None),
        once="x",
    )
    ask = asking.ask(place.session, person_actor(owner), wanted, "key", NOW)
    worker = staff_actor(builders.staff(place.session))
    told = {"language": "nl", "on": DAY, "now": NOW}
    asking.accept(place.session, worker, ask, seen=1, until_on=None, **told)


def a_leave_ended_by_nobody(place: Place) -> None:
    _lent(place)
    place.run("update acting set state = 'ended'")


def a_loan_without_bounds(place: Place) -> None:
    _lent(place)
    place.run("update acting set is_limited = (1 = 0)")


def a_claim_of_another_that_was_lent(place: Place) -> None:
    _lent(place)
    other = builders.claim(place.session, builders.person(place.session))
    place.run("update acting_scope set ref = :ref", ref=other.ref)


def a_mandate_between_two_others(place: Place) -> None:
    _accepted(place)
    stranger = builders.person(place.session)
    place.run("update acting_ask set asker_id = :id", id=stranger.id)


DAMAGE: dict[Callable[[Place], None], str] = {
    a_leave_ended_by_nobody: "acting-ended-by-an-event",
    a_loan_without_bounds: "loan-has-its-code-and-its-bounds",
    a_claim_of_another_that_was_lent: "lent-is-ones-own",
    a_mandate_between_two_others: "accepted-ask-has-its-leave",
}
