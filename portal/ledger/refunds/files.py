"""The file of transfers for the bank: which approved refunds go in, each in one file only."""

from datetime import datetime

from sqlmodel import Session, col, select

from portal.errors import NotNow
from portal.ledger.refunds.models import Refund, RefundFile
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.people.refs import new_ref
from portal.ports.bank import Transfer
from portal.record import add_row, find_one


def make(session: Session, staff: Actor, *, now: datetime) -> RefundFile:
    """Put all approved refunds to an account that are in no file yet into a new one.

    Raises NotAllowed, and NotNow when there are none.
    """
    staff.must(Permission.PAYMENT_REFUND)
    ready = select(Refund).where(
        Refund.state == "approved", Refund.way == "account", col(Refund.file_id).is_(None)
    )
    refunds = session.exec(ready.order_by(col(Refund.id)).with_for_update()).all()
    if not refunds:
        raise NotNow("error-no-refunds")
    file = add_row(session, RefundFile(ref=new_ref(), made_at=now, made_by=staff.signature))
    for refund in refunds:
        refund.file_id, refund.version = file.id, refund.version + 1
    session.flush()
    audit.record(
        session, now, staff.signature, "refund:file", f"refund-file:{file.ref}", f"{len(refunds)}"
    )
    return file


def content(session: Session, ref: str) -> tuple[RefundFile, list[Transfer]]:
    """Return a file and the transfers in it, less those taken back since. Raises NotFound."""
    file = find_one(session, select(RefundFile).where(RefundFile.ref == ref))
    held = select(Refund).where(Refund.file_id == file.id, Refund.state != "undone")
    refunds = session.exec(held.order_by(col(Refund.id))).all()
    return file, [
        Transfer(refund.reference, refund.amount, refund.payee_name, refund.payee_account)
        for refund in refunds
    ]
