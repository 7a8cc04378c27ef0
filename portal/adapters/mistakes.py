"""What is wrong with a file: mistakes are gathered with their place, then raised together."""

from collections.abc import Iterator
from contextlib import contextmanager

from portal.errors import BadFile

MOST_NAMED = 100
"""How many mistakes of one file are named; the rest are counted."""


class Mistake(Exception):
    """One thing that is wrong in a file, and what should stand there.

    Never quotes the file: its texts may hold identity numbers.
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
