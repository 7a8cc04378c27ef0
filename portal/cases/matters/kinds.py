"""The asks that are for a person, and how a person can answer each."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.errors import NotFound


@dataclass(frozen=True)
class Kind:
    """What is special about one of these asks."""

    outcomes: tuple[str, ...]
    """How a person can answer it."""
    hold: str | None = None
    """The kind of hold that lets collecting stand still from the sending on; None for none."""
    holds_after: tuple[str, ...] = ()
    """The answers after which the hold stays, until what was agreed is done or a person ends it."""


KINDS: Mapping[str, Kind] = {
    "settlement": Kind(("accepted", "not_accepted"), "arrangement", ("accepted",)),
    "arrangement": Kind(("accepted", "not_accepted"), "arrangement", ("accepted",)),
    "dispute": Kind(("accepted", "partly", "not_accepted"), "dispute", ("accepted", "partly")),
    "objection": Kind(("accepted", "partly", "not_accepted"), "objection", ("accepted", "partly")),
    "question": Kind(("answered",)),
}
"""By ask, in the order they are offered.

`settlement`: half of the rest paid at once; `arrangement`: taking part in a debt arrangement
(schuldregeling); `dispute`: the claim, or a fact in it, is not right; `objection`: to a decision
(bezwaar), or to have it looked at again (genvurdering); `question`: anything else.
"""
TO_CORRECT = ("dispute", "objection")
"""Where a yes says that something was wrong: until it is corrected, nothing is collected."""
ANSWERS = ("answered", "accepted", "partly", "not_accepted")
LATER = ("reopened", "settled", "lapsed", "ended", "corrected")
"""What can come after an answer: it is taken back; the half came in, or did not; the pause ends; a
claim or decision that was wrong is corrected."""
WORDLESS = ("settled", "corrected")
"""What comes with another act: its reason is a code, and the letter says it in its own words."""


def is_matter(ask: str) -> bool:
    """Whether this ask is for a person and not for the rules."""
    return ask in KINDS


def kind_of(ask: str) -> Kind:
    """Return what is special about an ask. Raises NotFound for one of the rules."""
    if ask not in KINDS:
        raise NotFound
    return KINDS[ask]
