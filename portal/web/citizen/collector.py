"""What a resident sees of a claim that was handed over: what the collector last said is left."""

from flask_babel import gettext
from sqlmodel import Session

from portal.ledger.claims import ClaimView
from portal.ledger.handover import reading
from portal.web.context import amount, day
from portal.web.services import services


def last_told(session: Session, view: ClaimView) -> str:
    """Return it with its day; nothing for a claim that is here, or of which nothing was told."""
    collector = services().town.collector
    if view.phase != "transferred" or collector is None:
        return ""
    running = reading.running(session, view.id)
    told = reading.last_balance(session, running.id or 0) if running else None
    if told is None:
        return ""
    line, month = told
    return gettext(
        "collector-left", name=collector.name, day=day(month.as_of), amount=amount(line.balance)
    )
