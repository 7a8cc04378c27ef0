"""What must hold of codes on letters, of what is printed, and of how messages went."""

from typing import Any

from sqlalchemy import Select, Table, func, select
from sqlmodel import SQLModel

from portal.cases.letterbox import models  # noqa: F401  (puts the tables in the metadata)
from portal.ledger.invariant import Invariant
from portal.people import deliveries, mobiles  # noqa: F401  (the same)

_TABLES = SQLModel.metadata.tables
CODE: Table = _TABLES["letter_code"]
LETTER: Table = _TABLES["letter"]
BATCH: Table = _TABLES["post_batch"]
ITEM: Table = _TABLES["post_batch_item"]
OUTGOING: Table = _TABLES["outgoing"]
DIGITAL: Table = _TABLES["digital_delivery"]
STEP: Table = _TABLES["delivery"]
PERSON: Table = _TABLES["person"]
NUMBER: Table = _TABLES["mobile_number"]


def _printed_twice() -> Select[Any]:
    open_items = select(ITEM.c.outgoing_id).join(BATCH, BATCH.c.id == ITEM.c.batch_id)
    open_items = open_items.where(BATCH.c.posted_at.is_(None))
    return open_items.group_by(ITEM.c.outgoing_id).having(func.count() > 1)


def _arrived_unsent() -> Select[Any]:
    before = STEP.alias("before")
    sent = select(before.c.id).where(
        before.c.outgoing_id == STEP.c.outgoing_id,
        before.c.channel == STEP.c.channel,
        before.c.what == "sent",
        before.c.id < STEP.c.id,
    )
    return select(STEP.c.id).where(STEP.c.what == "delivered", ~sent.exists())


def _told_nowhere() -> Select[Any]:
    runs = select(NUMBER.c.id).where(
        NUMBER.c.person_id == PERSON.c.id,
        NUMBER.c.confirmed_at.is_not(None),
        NUMBER.c.ended_at.is_(None),
    )
    nowhere = (PERSON.c.messages_by == "sms") & ~runs.exists()
    return select(PERSON.c.id).where(
        nowhere | ((PERSON.c.messages_by == "mail") & (PERSON.c.email == ""))
    )


def _digital(state: str) -> Select[Any]:
    """Messages whose letter digital post has in this state."""
    found = select(DIGITAL.c.outgoing_id)
    joined = found.join(OUTGOING, OUTGOING.c.id == DIGITAL.c.outgoing_id)
    return joined.where(DIGITAL.c.state == state)


_IS_LETTER = select(LETTER.c.id).where(LETTER.c.ref == OUTGOING.c.letter_ref).exists()
LETTERBOX = (
    Invariant(
        "code-opens-its-letter-for-a-while",
        CODE,
        select(CODE.c.letter_id)
        .join(LETTER, LETTER.c.id == CODE.c.letter_id)
        .where(CODE.c.last_day < LETTER.c.made_on),
    ),
    Invariant(
        "print-batch-holds-something",
        BATCH,
        select(BATCH.c.id).where(
            ~select(ITEM.c.outgoing_id).where(ITEM.c.batch_id == BATCH.c.id).exists()
        ),
    ),
    Invariant("printed-once-at-a-time", ITEM, _printed_twice()),
    Invariant(
        "digital-post-gets-letters",
        DIGITAL,
        select(DIGITAL.c.outgoing_id)
        .join(OUTGOING, OUTGOING.c.id == DIGITAL.c.outgoing_id)
        .where(~_IS_LETTER),
    ),
    Invariant(
        "letter-in-digital-post-is-sent",
        DIGITAL,
        _digital("delivered").where(OUTGOING.c.state != "sent"),
    ),
    Invariant("what-arrived-was-sent", STEP, _arrived_unsent()),
    Invariant("told-where-it-was-confirmed", PERSON, _told_nowhere()),
)
