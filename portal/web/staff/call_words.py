"""What stands over the call list: in which order and why, and what calls were followed by."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext
from sqlmodel import Session

from portal.cases.contacts.brought import Brought, brought
from portal.jobs.calling.due import reasons
from portal.municipality import Municipality
from portal.web.context import amount, day

_BACK = timedelta(days=90)
"""Over how long the page says what calls were followed by."""


@dataclass(frozen=True)
class Calls:
    """The words over the list."""

    order: list[str]
    """The reasons to call, the one that goes first in front."""
    followed: str
    """What the calls of the last months were followed by; empty where nobody was called."""
    has_talks: bool
    """Whether missed instalments have a list of their own, of talks."""


def calls(session: Session, town: Municipality, on: date) -> Calls:
    """Return the words over the call list of a day."""
    return Calls(
        order=[gettext(f"list-why-{one}".replace("_", "-")) for one in reasons(town, on)],
        followed=_followed(brought(session, town, on - _BACK, on)),
        has_talks=town.terms.word("missed_instalment", on) == "talk",
    )


def _followed(found: Brought) -> str:
    if not found.calls:
        return ""
    return gettext(
        "calls-followed",
        since=day(found.since),
        calls=found.calls,
        spoken=found.spoken,
        people=found.people,
        days=found.days,
        paid=found.paid,
        amount=amount(found.amount),
        plans=found.plans,
    )
