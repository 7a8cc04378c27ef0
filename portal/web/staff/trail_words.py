"""Acts of the trail in words, and the acts that somebody means by a word."""

import re

from flask_babel import gettext

from portal.people.trail.acts import ACTS

_KNOWN = frozenset(ACTS)
_OF_CODES = re.compile(r"[:_]")


def act_words(act: str) -> str:
    """Return an act in words; one that only an older version knew, as it is."""
    if act not in _KNOWN:
        return act
    name = _OF_CODES.sub("-", act)
    return gettext(f"act-{name}")


def matching(typed: str) -> tuple[str, ...]:
    """Return the acts whose words hold what was typed, or whose code, or its kind, it is."""
    wanted = typed.casefold()
    if ":" in wanted:
        return (wanted,)
    kind = tuple(act for act in ACTS if act.partition(":")[0] == wanted)
    return kind or tuple(act for act in ACTS if wanted in act_words(act).casefold())
