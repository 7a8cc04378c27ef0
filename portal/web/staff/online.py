"""Payments on the provider's page, for staff: its account, its payouts, what needs a look."""

from typing import Any

from flask import render_template
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.ledger.online import payouts
from portal.ledger.online.reading import to_look_at
from portal.ledger.payments import Payment
from portal.ledger.sight import sight_of
from portal.people.actors import Permission
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import paid, staff
from portal.web.staff.paid import payment_route, source_of

MOST = 50


@staff.get("/money/online")
@needs(Permission.PAYMENT_MATCH)
def online() -> str:
    """Show what the provider has of ours, and the payments that need a look."""
    with services().database.reading() as session:
        account = payouts.account(session)
        found = to_look_at(session, MOST)
        sight = sight_of(session, actor())
    return render_template("staff/money/online.html", account=account, payments=found, sight=sight)


@payment_route("/payout", "POST")
@needs(Permission.PAYMENT_MATCH)
def payout(line_id: int | None = None, incoming_id: int | None = None) -> Response:
    """Say that a line of the bank is a payout of the payment provider."""
    source = source_of(line_id, incoming_id)
    return paid.do(
        lambda session: payouts.pay_out(session, source, paid.act()),
        paid.url(source),
        paid.url(source),
    )


@payment_route("/payout/undone", "POST")
@needs(Permission.PAYMENT_MATCH)
def payout_undone(line_id: int | None = None, incoming_id: int | None = None) -> Response:
    """Say that it was none after all; the money waits again."""
    source = source_of(line_id, incoming_id)
    return paid.do(
        lambda session: payouts.undo_pay_out(session, source, paid.act()),
        paid.url(source),
        paid.url(source),
    )


def payout_of(session: Session, payment: Payment) -> dict[str, Any]:
    """Whether a payment can be a payout of the provider, and how much of it stands as one."""
    if payment.kind != "bank":
        return {"can": False, "done": 0}
    owes = payouts.account(session).owes
    return {
        "can": 0 < payment.waiting <= owes,
        "done": payouts.paid_out(session, payment.source),
    }
