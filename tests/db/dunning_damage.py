"""Damage to reminders, and the invariant that finds each."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from portal.jobs.dunning import unpaid
from portal.jobs.night import Chunk, Night
from portal.municipality import load
from tests import builders
from tests.db.handover_damage import Place

DAYS = (date(2027, 1, 6), date(2027, 1, 18))
"""The day of the word and the day of the reminder about a claim due on 31 December."""


def _reminded(place: Place) -> None:
    owner = builders.person(place.session)
    due = date(2026, 12, 31)
    builders.claim(place.session, owner, 500_00, kind="culture_school", due_on=due)
    for on in DAYS:
        night = Night(load("norddjurs"), on, datetime(2027, 1, 20, tzinfo=UTC))
        unpaid.remind(place.session, night, Chunk(1, 10**6))


def a_reminder_that_is_gone(place: Place) -> None:
    _reminded(place)
    place.run("update reminder set no = 2 where kind = 'reminder'")


def a_fee_of_another_amount(place: Place) -> None:
    _reminded(place)
    place.run("update reminder set fee = fee + 1 where kind = 'reminder'")


def a_fee_of_no_reminder(place: Place) -> None:
    _reminded(place)
    place.run("delete from reminder where kind = 'reminder'")


def a_reminder_that_was_forgotten(place: Place) -> None:
    _reminded(place)
    place.run("update claim set stage = 'open'")


DAMAGE: dict[Callable[[Place], None], str] = {
    a_reminder_that_is_gone: "reminders-numbered",
    a_fee_of_another_amount: "reminder-fee-booked",
    a_fee_of_no_reminder: "fee-of-the-night-has-its-reminder",
    a_reminder_that_was_forgotten: "claim-with-a-reminder-is-reminded",
}
