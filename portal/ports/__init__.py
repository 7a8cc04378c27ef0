"""The outside world as the portal sees it: what a part must do, whoever does it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar


class Clock(Protocol):
    """Says what time it is. The demo has a date of its own."""

    def now(self) -> datetime:
        """Return the present moment, in UTC."""

    def today(self) -> date:
        """Return the date in the municipality's country."""


@dataclass(frozen=True)
class Identity:
    """Who signed in, as the identity provider tells it; never by an identity number."""

    kind: str
    """`resident` (a person or a business) or `staff`."""
    subject: str
    """The public reference of the person or member of staff."""


class IdentityProvider(Protocol):
    """Lets someone prove who they are."""

    def identify(self, credential: str) -> Identity | None:
        """Return who this credential stands for, or None when it stands for nobody."""


class Recognising(Protocol):
    """A reader that knows its own format by the beginning of a file."""

    def recognises(self, head: bytes) -> bool:
        """Say whether a file that begins like this is of the format."""


_Reader = TypeVar("_Reader", bound=Recognising)


def reader_for(head: bytes, readers: Iterable[_Reader]) -> _Reader | None:
    """Return the first reader that recognises the beginning of the file."""
    return next((reader for reader in readers if reader.recognises(head)), None)
