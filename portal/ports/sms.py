"""Text messages as the portal sees them: handed over with a receipt; what came of it is asked."""

from dataclasses import dataclass
from typing import Literal, Protocol

Fate = Literal["", "delivered", "undelivered"]
"""What came of what was handed over; nothing while that is not known."""


@dataclass(frozen=True)
class Sms:
    """One text message to one phone."""

    key: str
    """The same for every try, so that one handed over twice is sent once."""
    to: str
    """The number as it is called from anywhere: `+31612345678`."""
    body: str
    language: str


class SmsSender(Protocol):
    """Takes text messages to be sent."""

    def send(self, sms: Sms) -> str:
        """Hand one over and return the receipt. Raises NotSentError."""

    def fate(self, receipt: str) -> Fate:
        """Return what came of it. Raises NotSentError when nobody can be asked."""
