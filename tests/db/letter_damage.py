"""Damage to codes of letters, print batches, digital post and how messages went."""

from collections.abc import Callable
from typing import Any

from portal.cases.letterbox import codes, digital, printing
from portal.cases.letterbox.models import DigitalDelivery, PostBatch
from portal.municipality import load
from portal.people import deliveries
from portal.people.actors import person_actor, staff_actor
from portal.people.outbox import Outgoing
from portal.tokens import Tokens
from tests import builders
from tests.builders import DAY, NOW
from tests.db.handover_damage import Place

OSS, KEYS = load("oss"), Tokens("0123456789abcdefghijklmnopqrstuvwxyz")


def _told(place: Place) -> Outgoing:
    """A letter with a code, and the message that announces it."""
    person = builders.person(place.session)
    letter = builders.letter(place.session, person)
    codes.code_of(place.session, OSS, KEYS, letter)
    told = builders.message(place.session, person)
    told.letter_ref = letter.ref
    return told


def _batch(place: Place) -> PostBatch:
    _told(place)
    staff = staff_actor(builders.staff(place.session))
    return printing.make(place.session, OSS, staff, on=DAY, now=NOW)


def _in_a_box(place: Place) -> None:
    told = _told(place)
    assert told.id is not None
    told.state, told.sent_at = "sent", NOW
    row: dict[str, Any] = {
        "state": "delivered",
        "next_try_at": NOW,
        "delivered_at": NOW,
        "receipt": "r",
    }
    place.session.add(DigitalDelivery(outgoing_id=told.id, **row))
    way = {"channel": deliveries.DIGITAL, "receipt": "r"}
    deliveries.note(place.session, told, deliveries.SENT, NOW, **way)


def a_code_that_was_over_before_its_letter(place: Place) -> None:
    _told(place)
    place.run("update letter_code set last_day = '2020-01-01'")


def an_empty_batch(place: Place) -> None:
    _batch(place)
    place.run("delete from post_batch_item")


def a_letter_printed_twice(place: Place) -> None:
    _batch(place)
    place.run(
        "insert into post_batch (ref, made_at, staff_id)"
        " select 'again', made_at, staff_id from post_batch"
    )
    place.run(
        "insert into post_batch_item (batch_id, outgoing_id) select post_batch.id, outgoing_id"
        " from post_batch_item, post_batch where post_batch.ref = 'again'"
    )


def a_digital_letter_that_is_none(place: Place) -> None:
    _in_a_box(place)
    place.run("update outgoing set letter_ref = ''")


def a_letter_in_a_box_that_waits_for_paper(place: Place) -> None:
    _in_a_box(place)
    place.run("update outgoing set state = 'waiting', sent_at = null")


def a_message_that_arrived_unsent(place: Place) -> None:
    _in_a_box(place)
    place.run("update delivery set what = 'delivered'")


def someone_told_at_a_number_nobody_confirmed(place: Place) -> None:
    person = builders.person(place.session)
    digital.choose(place.session, person_actor(person), wanted=True, now=NOW)
    place.run("update person set messages_by = 'sms'")


DAMAGE: dict[Callable[[Place], None], str] = {
    a_code_that_was_over_before_its_letter: "code-opens-its-letter-for-a-while",
    an_empty_batch: "print-batch-holds-something",
    a_letter_printed_twice: "printed-once-at-a-time",
    a_digital_letter_that_is_none: "digital-post-gets-letters",
    a_letter_in_a_box_that_waits_for_paper: "letter-in-digital-post-is-sent",
    a_message_that_arrived_unsent: "what-arrived-was-sent",
    someone_told_at_a_number_nobody_confirmed: "told-where-it-was-confirmed",
}
