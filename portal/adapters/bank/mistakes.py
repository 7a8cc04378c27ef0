"""What is wrong with a bank file: mistakes are gathered with their place, then raised together."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from portal.errors import BadFile

MOST_BYTES = 32 * 1024 * 1024
"""The largest bank file that is read; a day of a large municipality is far below it."""
MOST_NAMED = 100
"""How many mistakes of one file are named; the rest are counted."""


class Mistake(Exception):
    """One thing that is wrong in a file, and what should stand there.

    Never quotes the file: bank texts may hold identity numbers.
    """


class Mistakes:
    """The mistakes found so far in one file."""

    def __init__(self) -> None:
        self._found: list[str] = []

    @property
    def count(self) -> int:
        """How many there are so far."""
        return len(self._found)

    def add(self, sentence: str) -> None:
        """Note a mistake."""
        self._found.append(sentence)

    @contextmanager
    def at(self, place: str) -> Iterator[None]:
        """Note a Mistake raised inside under this place and go on after the block."""
        try:
            yield
        except Mistake as mistake:
            self.add(f"{place}: {mistake}")

    def stop(self) -> None:
        """Raise BadFile if anything was found."""
        if self.count > MOST_NAMED:
            rest = self.count - MOST_NAMED
            raise BadFile([*self._found[:MOST_NAMED], f"And {rest} more mistakes like these."])
        if self._found:
            raise BadFile(self._found)


def content(file: BinaryIO) -> bytes:
    """Return the bytes of the file. Raises BadFile when it is empty or too large to be right."""
    data = file.read(MOST_BYTES + 1)
    if not data.strip():
        raise BadFile(["The file is empty. Download the statement from the bank again."])
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // (1024 * 1024)
        raise BadFile([f"The file is larger than {most} MB. Ask the bank for a file per day."])
    return data
