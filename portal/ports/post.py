"""Digital post as the portal sees it: a letter goes into an official box, a receipt comes back."""

from dataclasses import dataclass, field
from typing import Protocol

from portal.ports.sms import Fate


@dataclass(frozen=True)
class DigitalLetter:
    """One letter for one box."""

    key: str
    """The same for every try, so that a letter handed over twice lies in the box once."""
    recipient: str
    """Our public reference of the person; whoever connects digital post knows their box."""
    title: str
    language: str
    pdf: bytes = field(repr=False)


class DigitalPost(Protocol):
    """Takes letters for official digital boxes."""

    def deliver(self, letter: DigitalLetter) -> str:
        """Hand one letter over and return the receipt. Raises NotSentError."""

    def fate(self, receipt: str) -> Fate:
        """Return whether it came into the box. Raises NotSentError when nobody can be asked."""
