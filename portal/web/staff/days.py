"""How far off a day is, in words."""

from datetime import date

from flask_babel import gettext

from portal.cases.matters.kinds import TO_CORRECT
from portal.web.context import day

NEAR = 7
"""Days within which a day counts as near."""


def left(today: date, on: date) -> str:
    """Say how far off a day is: "in 12 days", "tomorrow", "3 days too late"."""
    days = (on - today).days
    if days in (0, 1):
        return gettext("staff-left-tomorrow" if days else "staff-left-today")
    if days == -1:
        return gettext("staff-left-late-one")
    return gettext("staff-left-late" if days < 0 else "staff-left-days", count=abs(days))


def is_near(today: date, on: date) -> bool:
    """Whether the day is past or near."""
    return (on - today).days <= NEAR


def by_when(ask: str, state: str, on: date) -> str:
    """Say what of a request is to be done by a day: `state` is that of the queue."""
    if ask in TO_CORRECT and state == "paused":
        return gettext("staff-correct-by", day=day(on))
    name = {"weigh": "staff-weigh-by", "paused": "staff-look-again-by"}
    return gettext(name.get(state, "staff-answer-by"), day=day(on))
