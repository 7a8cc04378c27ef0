"""Asking for a trial, looking at it, and stopping it or throwing it away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from portal.adopting.kinds import fits
from portal.errors import BadFile, NotAllowed, NotFound, NotNow
from portal.municipality import Municipality
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.people.refs import new_ref
from portal.record import add_row, find_one
from portal.simulate.trials.choices import choices, tried
from portal.simulate.trials.models import MOST_VARIANTS, Trial

MOST_PEOPLE = 1_000_000
MOST_KEPT = 20
"""Trials of one member of staff; the oldest makes room for a new one."""


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see."""

    name: str
    written: Sequence[Any]
    """Its new values, as they would stand in a file."""
    source: str
    """`synthetic` or `records`."""
    people: int = 0


def ask(
    session: Session, staff: Actor, town: Municipality, asked: Asked, on: date, now: datetime
) -> Trial:
    """Put a trial in the queue; the same one of the same day is there already.

    Raises NotAllowed, NotFound, and NotNow for bad values.
    """
    staff.must(Permission.RULES_TRY)
    wanted = _wanted(town, asked, on)
    is_made_up = asked.source == "synthetic"
    if is_made_up and not 0 < asked.people <= MOST_PEOPLE:
        raise NotNow("error-trial-people")
    told: dict[str, Any] = {
        "name": asked.name,
        "written": wanted,
        "source": asked.source,
        "people": asked.people if is_made_up else 0,
        "held_on": on,
    }
    mine = trials_of(session, staff)
    for row in mine:
        if all(getattr(row, key) == of for key, of in told.items()):
            return row
    for row in mine[MOST_KEPT - 1 :]:
        session.delete(row)
    row = add_row(session, Trial(ref=new_ref(), asked_by=staff.id, asked_at=now, **told))
    audit.record(session, now, staff.signature, "rules:try", f"value:settings.{row.name}", row.ref)
    return row


def _wanted(town: Municipality, asked: Asked, on: date) -> list[Any]:
    """The new values, each once. Raises NotFound, and NotNow for what cannot take its place."""
    choice = next((one for one in choices(town, on) if one.name == asked.name), None)
    if choice is None or asked.source not in ("synthetic", "records"):
        raise NotFound
    wanted = list(dict.fromkeys(asked.written))
    if not 0 < len(wanted) <= MOST_VARIANTS or choice.written in wanted:
        raise NotNow("error-trial-values")
    if not all(fits(asked.name, choice.kind, one) for one in wanted):
        raise NotNow("error-adopt-value")
    try:
        for one in wanted:
            tried(town, asked.name, one, on)
    except BadFile:  # the rows of a frame would not rise
        raise NotNow("error-adopt-value") from None
    return wanted


def trials_of(session: Session, staff: Actor) -> list[Trial]:
    """Return the trials somebody asked for, the newest first."""
    wanted = select(Trial).where(Trial.asked_by == staff.id).order_by(col(Trial.id).desc())
    return list(session.exec(wanted))


def trial(session: Session, staff: Actor, ref: str) -> Trial:
    """Return one trial; who may try may see it, whoever asked. Raises NotAllowed, NotFound."""
    staff.must(Permission.RULES_TRY)
    return find_one(session, select(Trial).where(Trial.ref == ref))


def throw_away(session: Session, staff: Actor, ref: str, now: datetime) -> None:
    """Stop an own trial, or throw its figures away: nothing is left of it.

    Raises NotFound, and NotAllowed for another's.
    """
    found = trial(session, staff, ref)
    if found.asked_by != staff.id:
        raise NotAllowed
    session.delete(found)
    audit.record(session, now, staff.signature, "rules:stop", f"value:settings.{found.name}", ref)
