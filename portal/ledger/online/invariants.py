"""What must hold of payments on the provider's page: each booked once, and as much as came."""

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select

from portal.ledger.balances import side, total
from portal.ledger.invariant import Invariant
from portal.ledger.tables import ENTRY, INCOMING, ONLINE, ONLINE_RETURN

_KEY = literal("online:") + ONLINE.c.provider_id
_AGAIN = literal("online:") + ONLINE_RETURN.c.key


def _incoming(key: ColumnElement[str], amount: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether this much money was noted under this key."""
    return (
        select(INCOMING.c.id)
        .where(INCOMING.c.key == key, INCOMING.c.amount == amount)
        .correlate(ONLINE, ONLINE_RETURN)
        .exists()
    )


_GONE = (
    select(func.coalesce(func.sum(ONLINE_RETURN.c.amount), 0))
    .join(ONLINE, ONLINE.c.id == ONLINE_RETURN.c.payment_id)
    .where(ONLINE_RETURN.c.kind != "reversed", ONLINE.c.problem != "back", INCOMING.c.key == _KEY)
    .correlate(INCOMING)
    .scalar_subquery()
)
_MAY_DIFFER = (
    select(ONLINE.c.id)
    .where(INCOMING.c.key == _KEY, ONLINE.c.problem == "back")
    .correlate(INCOMING)
    .exists()
)


def _stays() -> Select[Any]:
    """Money whose account with the provider is not what came less what went back."""
    return (
        select(INCOMING.c.id)
        .outerjoin(ENTRY, ENTRY.c.incoming_id == INCOMING.c.id)
        .where(INCOMING.c.kind == "online", ~_MAY_DIFFER)
        .group_by(INCOMING.c.id)
        .having(total(side("provider")) != INCOMING.c.amount - _GONE)
    )


ONLINE_PAYMENTS = (
    Invariant(
        "online-paid-is-booked-as-it-came",
        ONLINE,
        select(ONLINE.c.id).where(
            case((ONLINE.c.state == "paid", ~_incoming(_KEY, ONLINE.c.paid_amount)), else_=False)
        ),
    ),
    Invariant(
        "online-not-paid-is-not-booked",
        ONLINE,
        select(ONLINE.c.id).join(INCOMING, INCOMING.c.key == _KEY).where(ONLINE.c.state != "paid"),
    ),
    Invariant(
        "online-money-again-is-booked",
        ONLINE_RETURN,
        select(ONLINE_RETURN.c.id).where(
            ONLINE_RETURN.c.kind == "reversed", ~_incoming(_AGAIN, ONLINE_RETURN.c.amount)
        ),
    ),
    Invariant("online-provider-owes-what-stays", INCOMING, _stays()),
)
