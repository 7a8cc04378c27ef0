"""What a resident sees of a claim that was handed over: what the collector last said is left."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlmodel import Session

from portal.ledger.claims import ClaimView
from portal.ledger.handover import reading
from portal.ledger.movements import Movement
from portal.web.context import amount, day
from portal.web.services import services


@dataclass(frozen=True)
class Told:
    """What the collector last said is left of a claim, in words."""

    name: str
    """The collector."""
    amount_text: str
    said: str
    """Whose amount it is, of which day."""
    ours: str
    """Where the amount of the municipality's books comes from; nothing where both are the same."""


def last_told(session: Session, view: ClaimView, movements: Sequence[Movement]) -> Told | None:
    """Return it; None for a claim that is here, or of which nothing was told."""
    collector = services().town.collector
    if view.phase != "transferred" or collector is None:
        return None
    running = reading.running(session, view.id)
    told = reading.last_balance(session, running.id or 0) if running else None
    if told is None:
        return None
    line, month = told
    ours = []
    if line.balance != view.balance:
        ours.append(gettext("collector-ours", amount=amount(view.balance), name=collector.name))
    if any(one.on > month.as_of for one in movements):
        ours.append(gettext("collector-since"))
    return Told(
        name=collector.name,
        amount_text=amount(line.balance),
        said=gettext("collector-left", name=collector.name, day=day(month.as_of)),
        ours=" ".join(ours),
    )
