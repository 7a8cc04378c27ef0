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
    choice = next((one for one in choices(town, on) if one.name == asked.name), None)
    if choice is None or asked.source not in ("synthetic", "records"):
        raise NotFound
    wanted = list(dict.fromkeys(asked.written))
    if not 0 < len(wanted) <= MOST_VARIANTS or choice.written in wanted:
        raise NotNow("error-trial-values")
    if not all(fits(asked.name, choice.kind, one) for one in wanted):
        raise NotNow("error-adopt-value")
    _must_work(town, asked.name, wanted, on)
    if asked.source == "synthetic" and not 0 < asked.people <= MOST_PEOPLE:
        raise NotNow("error-trial-people")
    people = asked.people if asked.source == "synthetic" else 0
    told: dict[str, Any] = {
        "name": asked.name,
        "source": asked.source,
        "people": people,
        "held_on": on,
    }
    mine = trials_of(session, staff)
    for row in mine:
        if row.written == wanted and all(getattr(row, key) == of for key, of in told.items()):
            return row
    for row in mine[MOST_KEPT - 1 :]:
        session.delete(row)
    row = Trial(ref=new_ref(), written=wanted, asked_by=staff.id, asked_at=now, **told)
    session.add(row)
    session.flush()
    audit.record(session, now, staff.signature, "rules:try", f"value:settings.{row.name}", row.ref)
    return row


def _must_work(town: Municipality, name: str, wanted: Sequence[Any], on: date) -> None:
    """Raise NotNow where a frame with such a figure in it is none."""
    try:
        for one in wanted:
            tried(town, name, one, on)
    except BadFile:
        raise NotNow("error-adopt-value") from None


def trials_of(session: Session, staff: Actor) -> list[Trial]:
    """Return the trials somebody asked for, the newest first."""
    wanted = select(Trial).where(Trial.asked_by == staff.id).order_by(col(Trial.id).desc())
    return list(session.exec(wanted))


def trial(session: Session, staff: Actor, ref: str) -> Trial:
    """Return one trial; who may try may see it, whoever asked. Raises NotAllowed, NotFound."""
    staff.must(Permission.RULES_TRY)
    found = session.exec(select(Trial).where(Trial.ref == ref)).first()
    if found is None:
        raise NotFound
    return found


def throw_away(session: Session, staff: Actor, ref: str, now: datetime) -> None:
    """Stop an own trial, or throw its figures away: nothing is left of it.

    Raises NotFound, and NotAllowed for another's.
    """
    found = trial(session, staff, ref)
    if found.asked_by != staff.id:
        raise NotAllowed
    session.delete(found)
    audit.record(session, now, staff.signature, "rules:stop", f"value:settings.{found.name}", ref)
