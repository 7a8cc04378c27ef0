"""The night looks after payments on the provider's page: what is unfinished, and what went back.

The provider is asked first and outside of any unit of work; what it says is booked one by one, so
that a night that was killed, or met no provider, is made up for by the next.
"""

from dataclasses import dataclass
from datetime import date, datetime

from portal.ledger.online.desk import Desk

NAME = "online-payments"


@dataclass(frozen=True)
class Looked:
    """How a round ended."""

    told: int
    """Payments the provider told of."""
    silent: int
    """Payments it did not tell of; the next night asks again."""


def look_after(desk: Desk, on: date, now: datetime) -> Looked:
    """Ask about each payment that is unfinished or was paid of late."""
    answers = list(desk.look_at_all(on, now))
    return Looked(answers.count(True), answers.count(False))
