"""What must hold of direct debit and withholding, as statements that give what breaks it."""

from sqlalchemy import and_, func, or_, select

from portal.ledger.balances import total
from portal.ledger.debits.booking import ACCOUNT
from portal.ledger.debits.tables import BATCH, COLLECTION, MANDATE, PART, RETURN, SETTLEMENT
from portal.ledger.invariant import Invariant
from portal.ledger.setoff.tables import WITHHOLDING, WITHHOLDING_AMOUNT
from portal.ledger.tables import ENTRY, INCOMING, LINE

_PARTS = select(total(PART.c.amount)).where(PART.c.collection_id == COLLECTION.c.id)
_AWAY = COLLECTION.c.state.in_(("batched", "booked", "returned"))
_BOOKED = (
    select(total(INCOMING.c.amount))
    .where(INCOMING.c.kind == ACCOUNT, INCOMING.c.reference == COLLECTION.c.ref)
    .scalar_subquery()
)
_IS_RETURNED = RETURN.select().where(RETURN.c.collection_id == COLLECTION.c.id).exists()
_BATCH_TOTAL = (
    select(total(COLLECTION.c.amount))
    .where(COLLECTION.c.batch_id == BATCH.c.id, _AWAY)
    .scalar_subquery()
)
_SETTLED = (
    select(total(LINE.c.amount))
    .join(SETTLEMENT, SETTLEMENT.c.bank_line_id == LINE.c.id)
    .where(SETTLEMENT.c.batch_id == BATCH.c.id)
    .scalar_subquery()
)
_HAS_SOURCE = or_(
    INCOMING.select()
    .where(INCOMING.c.id == ENTRY.c.incoming_id, INCOMING.c.kind == ACCOUNT)
    .exists(),
    SETTLEMENT.select().where(SETTLEMENT.c.bank_line_id == ENTRY.c.bank_line_id).exists(),
)
_FIRST_AMOUNT = (
    select(func.count())
    .where(WITHHOLDING_AMOUNT.c.withholding_id == WITHHOLDING.c.id)
    .scalar_subquery()
)

DEBITS = (
    Invariant(
        "collection-is-the-sum-of-its-parts",
        COLLECTION,
        select(COLLECTION.c.id).where(_AWAY, _PARTS.scalar_subquery() != COLLECTION.c.amount),
    ),
    Invariant(
        "collection-booked-once",
        COLLECTION,
        select(COLLECTION.c.id).where(
            or_(
                and_(COLLECTION.c.state == "booked", COLLECTION.c.amount != _BOOKED),
                and_(COLLECTION.c.state.in_(("announced", "batched", "dropped")), _BOOKED != 0),
                COLLECTION.c.amount < _BOOKED,
            )
        ),
    ),
    Invariant(
        "returned-collection-has-its-return",
        COLLECTION,
        select(COLLECTION.c.id).where((COLLECTION.c.state == "returned") != _IS_RETURNED),
    ),
    Invariant(
        "collected-while-the-mandate-ran",
        COLLECTION,
        select(COLLECTION.c.id)
        .join(MANDATE, MANDATE.c.id == COLLECTION.c.mandate_id)
        .where(
            _AWAY,
            or_(
                COLLECTION.c.announced_on < MANDATE.c.given_on,
                COLLECTION.c.announced_on > MANDATE.c.ended_on,
            ),
        ),
    ),
    Invariant(
        "batch-settled-within-its-total",
        BATCH,
        select(BATCH.c.id).where(_SETTLED > _BATCH_TOTAL),
    ),
    Invariant(
        "direct-debit-account-explained",
        ENTRY,
        select(ENTRY.c.id).where(
            or_(ENTRY.c.debit == ACCOUNT, ENTRY.c.credit == ACCOUNT), ~_HAS_SOURCE
        ),
    ),
    Invariant(
        "withholding-has-an-amount",
        WITHHOLDING,
        select(WITHHOLDING.c.id).where(_FIRST_AMOUNT == 0),
    ),
)
