"""A line that looks like one of an earlier statement: a person says that it is the same one."""

from sqlmodel import Session

from portal.errors import NotFound, NotNow
from portal.ledger import balances
from portal.ledger.models import BankLine, BankRepeat
from portal.ledger.postings import post
from portal.ledger.sources import Source, hold_still
from portal.ledger.suspense import Act
from portal.people import audit


def leave_out(session: Session, line_id: int, act: Act) -> None:
    """Take a line out of the books again, since an earlier statement brought it already.

    Raises NotFound, and NotNow when it is in no doubt or a part of it waits no more.
    """
    source = Source.line(line_id)
    hold_still(session, source)
    twin = session.get(BankRepeat, line_id)
    if twin is None:
        raise NotFound
    line = session.get_one(BankLine, line_id, populate_existing=True)
    if twin.sure or balances.in_suspense(session, source) != line.amount:
        raise NotNow("error-nothing-waits")
    post(
        session,
        key=f"same:{line_id}",
        booked_on=line.booked_on,
        recorded_at=act.now,
        debit="suspense",
        credit="bank",
        amount=line.amount,
        claim_id=None,
        kind="reversal",
        actor=act.actor,
        bank_line_id=line_id,
    )
    line.posted, twin.sure = False, True
    session.flush()
    audit.record(session, act.now, act.actor, "payment:same-line", f"line:{line_id}")
