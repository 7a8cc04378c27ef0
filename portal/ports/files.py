"""Files people send along, as the portal sees the outside: read, looked at, scanned, kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from portal.errors import PortalError


class FileNotTaken(PortalError):
    """A file that is not kept. `message` is the id of a text that says why, and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NoRoom(FileNotTaken):
    """The store cannot keep anything now: its disk is full, or not there."""

    def __init__(self) -> None:
        super().__init__("evidence-no-room")


@dataclass(frozen=True)
class Limits:
    """How large a file may be."""

    most_bytes: int
    most_pages: int


@dataclass(frozen=True)
class Cleaned:
    """A file made anew: what one sees is the same, all else is gone."""

    kind: str
    """`jpeg`, `png` or `pdf`: what it is now, whatever it was."""
    content: bytes
    pages: int
    thumbnail: bytes
    """A small JPEG of the first page."""


class Cleaner(Protocol):
    """Reads a file by its content and makes it anew, without what nobody meant to send."""

    def clean(self, content: bytes, limits: Limits) -> Cleaned:
        """Return the file made anew; the same file gives the same. Raises FileNotTaken."""


class Scanner(Protocol):
    """Looks for malware."""

    @property
    def name(self) -> str:
        """How the record names it; `none` where nothing is scanned."""

    def scan(self, content: bytes) -> None:
        """Raise FileNotTaken when something was found, or when it could not be looked at."""


class FileStore(Protocol):
    """Keeps files by name, where no web server reads them."""

    def write(self, name: str, content: bytes) -> None:
        """Keep a file: it is there whole or not at all. Raises NoRoom."""

    def read(self, name: str) -> bytes | None:
        """Return the file, or None when it is not there."""

    def delete(self, name: str) -> None:
        """Throw a file away; one that is not there is no fault."""

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Give every name, and when the file was kept."""


@dataclass(frozen=True)
class FileParts:
    """The parts that together take a file in."""

    cleaner: Cleaner
    scanner: Scanner
    store: FileStore
