"""Money that came for a claim after it was handed over, and waits for a person to send it on."""

from datetime import date

from sqlalchemy import Date, bindparam, select
from sqlmodel import Session

from portal.cases.work.keeping import ITEM
from portal.ledger.balances import side, total
from portal.ledger.claims import ClaimView
from portal.ledger.matching import numbers_in
from portal.ledger.tables import ENTRY, LINE, run

_WAITING = (
    select(LINE.c.id, LINE.c.booked_on, LINE.c.reference, LINE.c.text)
    .join(ITEM, ITEM.c.subject == LINE.c.id)
    .where(ITEM.c.kind == "money", ITEM.c.source == "bank_line")
    .where(LINE.c.booked_on >= bindparam("since", type_=Date), LINE.c.amount > 0)
    .order_by(LINE.c.booked_on, LINE.c.id)
)
"""Found through what waits for staff, which stays short, not among all lines there ever were."""
_LEFT = (
    select(ENTRY.c.bank_line_id, total(-side("suspense")).label("waits"))
    .where(ENTRY.c.bank_line_id.in_(bindparam("ids", expanding=True)))
    .group_by(ENTRY.c.bank_line_id)
)


def came_late(session: Session, view: ClaimView) -> list[tuple[date, int]]:
    """Return day and amount of what names this claim, came since it was handed over, and waits."""
    if view.phase != "transferred" or view.transferred_on is None:
        return []
    days = {
        row.id: row.booked_on
        for row in run(session, _WAITING, {"since": view.transferred_on})
        if view.payment_reference in numbers_in(row.reference, row.text)
        or view.number in f"{row.reference} {row.text}".split()
    }
    if not days:
        return []
    waits = {row.bank_line_id: int(row.waits) for row in run(session, _LEFT, {"ids": list(days)})}
    return [(on, waits[line]) for line, on in days.items() if waits.get(line, 0) > 0]
