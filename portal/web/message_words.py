"""A message in words, from its record."""

import re
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale, gettext

from portal.people.deliveries import Delivery
from portal.people.outbox import Outgoing
from portal.web.context import amount, day, moment

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Words:
    """A message as someone reads it."""

    id: int
    language: str
    subject: str
    body: str
    made_on: str
    letter_ref: str
    state: str
    channel: str


def words(message: Outgoing) -> Words:
    """Return the message in the language it was written in."""
    assert message.id is not None
    with force_locale(message.language):
        values = {name: _written(value) for name, value in message.content.items()}
        return Words(
            id=message.id,
            language=message.language,
            subject=gettext(f"message-{message.kind}-subject", **values),
            body=gettext(f"message-{message.kind}-body", **values),
            made_on=day(message.made_on),
            letter_ref=message.letter_ref,
            state=message.state,
            channel=message.channel,
        )


@dataclass(frozen=True)
class Went:
    """How a message went, as someone reads it."""

    words: Words
    steps: list[tuple[str, str]]
    """What happened, and when."""
    copy: list[tuple[str, str]]
    """Subject and body of each mail or text message that was sent, each once."""


def went(message: Outgoing, steps: list[Delivery]) -> Went:
    """Return how a message went."""
    copies = dict.fromkeys((one.subject, one.body) for one in steps if one.body)
    told = [(step_words(one), moment(one.at)) for one in steps]
    return Went(words(message), told, list(copies))


def step_words(step: Delivery) -> str:
    """Return what happened to a message, with the address or number it went to."""
    return gettext(f"delivery-{step.what}-{step.channel}", to=step.sent_to)


def _written(value: Any) -> str:  # noqa: ANN401  (as it lies in JSON)
    """A whole number is an amount, an ISO date a day, other text stays."""
    if isinstance(value, int):
        return amount(value)
    return day(value) if _DAY.fullmatch(value) else str(value)
