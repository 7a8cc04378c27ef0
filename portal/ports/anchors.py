"""Where anchors of the trail are kept and signed: outside the database, one file a day."""

from collections.abc import Mapping
from typing import Protocol

Said = Mapping[str, str | int]
"""What an anchor says: `no`, `on` (ISO), `batch`, `digest`."""


class BadAnchor(Exception):
    """An anchor that is not whole, or whose signature is not by a key we trust."""


class Anchors(Protocol):
    """Signs anchors and keeps them; an anchor is never written over."""

    def keep(self, said: Said) -> None:
        """Sign an anchor and keep it under its number."""

    def read(self, no: int) -> Said | None:
        """Return what the anchor of this number says, or None when there is none.

        Raises BadAnchor.
        """

    def numbers(self) -> list[int]:
        """Return the numbers of the anchors that are there."""
