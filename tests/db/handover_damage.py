"""Damage to hand-overs and write-offs, and the invariant that finds each."""

from collections.abc import Callable
from typing import Protocol

from sqlmodel import Session

from portal.jobs.handover.changing import Change, change
from portal.ledger.postings import pay
from portal.ledger.writeoff import write_off
from tests import builders
from tests.builders import DAY, NOW, ORDER, booking
from tests.jobs import handing
from tests.jobs.handing import ON, at


class Place(Protocol):
    """A sound database that can be damaged."""

    session: Session

    def run(self, command: str, **values: object) -> None:
        """Run a command behind everyone's back."""


def _handed_over(place: Place) -> int:
    """A claim with the collector, part of it written down; return its id."""
    claim = handing.reminded(place.session)
    (hand_over,) = handing.handed_over(place.session, [claim])
    wanted = Change("write_down", "corrected", "Billed twice.", 1, "principal", 50_00)
    staff = handing.worker(place.session)
    change(place.session, staff, hand_over.reference, wanted, on=ON, now=at(ON))
    assert claim.id is not None
    return claim.id


def a_claim_taken_back_by_nobody(place: Place) -> None:
    _handed_over(place)
    place.run("update claim set stage = 'reminded' where stage = 'transferred'")


def a_hand_over_nobody_was_told_of(place: Place) -> None:
    _handed_over(place)
    place.run("update hand_over_event set amount = amount + 1 where kind = 'sent'")


def an_end_nobody_told(place: Place) -> None:
    _handed_over(place)
    place.run("update hand_over set state = 'recalled', ended_on = handed_on")


def money_on_a_claim_that_is_gone(place: Place) -> None:
    pay(place.session, _handed_over(place), 1_00, ORDER, **booking("late", ON) | {
        "recorded_at": at(ON.replace(day=28))
    })  # fmt: skip


def a_write_down_that_was_not_told(place: Place) -> None:
    _handed_over(place)
    place.run("update hand_over_event set amount = 1 where kind = 'written_down'")


def a_write_off_of_one_person(place: Place) -> None:
    claim = builders.claim(place.session, builders.person(place.session))
    assert claim.id is not None
    write_off(place.session, claim.id, "x", order=ORDER, on=DAY, now=NOW, actor="staff:x")


DAMAGE: dict[Callable[[Place], None], str] = {
    a_claim_taken_back_by_nobody: "handed-over-as-its-claim",
    a_hand_over_nobody_was_told_of: "handed-over-was-sent-once",
    an_end_nobody_told: "handed-over-ended-as-told",
    money_on_a_claim_that_is_gone: "handed-over-stands-still",
    a_write_down_that_was_not_told: "collection-base-as-the-ledger",
    a_write_off_of_one_person: "write-off-signed-by-two",
}
