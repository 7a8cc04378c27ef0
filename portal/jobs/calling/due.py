"""Who could be called: each with the one thing that did not come in, and since when.

A rule about events, as the municipality's terms order them; nothing weighs or scores a person.
Nobody is called whose claims stand still or are on hold, who died, or whose debts are arranged.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, literal, or_, select
from sqlmodel import Session, SQLModel

from portal.cases import review_models  # noqa: F401  (puts the table in the metadata)
from portal.jobs.dunning.quiet import is_quiet
from portal.jobs.night import Chunk
from portal.ledger import holds
from portal.ledger.dunning.unpaid import IN_PLAN
from portal.ledger.tables import CLAIM, LIABILITY, PLAN, PROPOSAL, REMINDER, run
from portal.municipality import Municipality

KIND = "call"
RETURNED, MISSED, REMINDED = "debit_returned", "instalment_missed", "reminder_unanswered"
_NEVER = ("died", "debt_help")
"""Signals after which nobody calls about money."""
_LET_GO = ("estate", "debt_relief")
_COLLECTION = SQLModel.metadata.tables["collection"]
_DEBIT_RETURN = SQLModel.metadata.tables["debit_return"]
_MANDATE = SQLModel.metadata.tables["mandate"]
_PART = SQLModel.metadata.tables["collection_part"]
_SIGNAL = SQLModel.metadata.tables["signal"]


@dataclass(frozen=True)
class Due:
    """A call that could be made."""

    key: str
    person_id: int
    claim_id: int
    reason: str
    since: date
    """The day it came back, was told of, or the time of the reminder ran out."""
    amount: int
    """What did not come in, in minor units."""
    plan_id: int | None = None


def reasons(town: Municipality, on: date) -> tuple[str, ...]:
    """Return the reasons to call, the one that goes first in front; none where nobody calls."""
    return town.terms.names("call_reasons", on)


def due(session: Session, town: Municipality, chunk: Chunk, on: date) -> Iterator[Due]:
    """Return the calls about the claims of a chunk, for each reason of the municipality."""
    since = on - timedelta(days=town.terms.number("call_within_days", on))
    finders = {RETURNED: _returned, MISSED: _missed, REMINDED: _reminded}
    for reason in reasons(town, on):
        statement = finders[reason](on, since).where(
            CLAIM.c.id.between(chunk.first, chunk.last), CLAIM.c.stage != "transferred"
        )
        for row in run(session, statement.order_by(CLAIM.c.id)):
            key = f"{KIND}:{reason}:{row.about}"
            yield Due(key, row.person_id, row.claim_id, reason, row.since, row.amount, row.plan_id)


def not_to_be_called(person: Any, on: date) -> ColumnElement[bool]:  # noqa: ANN401  (a column)
    """Whether nobody calls this person: on hold, died, or their debts are arranged."""
    held = exists().where(
        LIABILITY.c.person_id == person,
        LIABILITY.c.released_on.is_(None),
        LIABILITY.c.claim_id == CLAIM.c.id,
        holds.is_held(on),  # in here: beside it any claim on hold would count, whoever owes it
    )
    told = exists().where(_SIGNAL.c.person_id == person, _SIGNAL.c.kind.in_(_NEVER))
    back = exists().where(
        _MANDATE.c.person_id == person,
        _COLLECTION.c.mandate_id == _MANDATE.c.id,
        _DEBIT_RETURN.c.collection_id == _COLLECTION.c.id,
        _DEBIT_RETURN.c.reason == "MD07",
    )
    let_go = exists().where(
        PROPOSAL.c.kind == "write-off",
        PROPOSAL.c.reason.in_(_LET_GO),
        PROPOSAL.c.state.in_(("open", "later", "yes")),
        LIABILITY.c.claim_id == PROPOSAL.c.claim_id,
        LIABILITY.c.person_id == person,
    )
    return or_(held, told, back, let_go)


def _missed(on: date, since: date) -> Any:  # noqa: ANN401  (a statement of rows)
    """A running plan about whose instalment a letter went, the last one sent about the claim."""
    return (
        _about_reminders(PLAN.c.person_id, REMINDER.c.sent_on)
        .join(PLAN, PLAN.c.id == REMINDER.c.plan_id)
        .where(PLAN.c.ended_on.is_(None), REMINDER.c.sent_on >= since, ~is_quiet(on))
    )


def _reminded(on: date, since: date) -> Any:  # noqa: ANN401
    """A claim without a plan whose last reminder gave a time that is over."""
    return _about_reminders(CLAIM.c.person_id, REMINDER.c.answer_by).where(
        REMINDER.c.notice,
        REMINDER.c.plan_id.is_(None),
        REMINDER.c.answer_by.between(since, on - timedelta(days=1)),
        ~IN_PLAN,
        ~is_quiet(on),
    )


def _about_reminders(person: Any, day: Any) -> Any:  # noqa: ANN401
    later = REMINDER.alias("later")
    return (
        select(
            REMINDER.c.id.label("about"),
            person.label("person_id"),
            CLAIM.c.id.label("claim_id"),
            day.label("since"),
            REMINDER.c.asked.label("amount"),
            REMINDER.c.plan_id,
        )
        .join(CLAIM, CLAIM.c.id == REMINDER.c.claim_id)
        .where(~exists().where(later.c.claim_id == CLAIM.c.id, later.c.id > REMINDER.c.id))
    )


def _returned(on: date, since: date) -> Any:  # noqa: ANN401
    """A collection the bank gave back, at the first of its claims."""
    first = _PART.alias("first")
    return (
        select(
            _DEBIT_RETURN.c.id.label("about"),
            _MANDATE.c.person_id,
            CLAIM.c.id.label("claim_id"),
            _DEBIT_RETURN.c.returned_on.label("since"),
            _COLLECTION.c.amount,
            literal(None).label("plan_id"),
        )
        .join(_COLLECTION, _COLLECTION.c.id == _DEBIT_RETURN.c.collection_id)
        .join(_MANDATE, _MANDATE.c.id == _COLLECTION.c.mandate_id)
        .join(_PART, _PART.c.collection_id == _COLLECTION.c.id)
        .join(CLAIM, CLAIM.c.id == _PART.c.claim_id)
        .where(
            _DEBIT_RETURN.c.returned_on >= since,
            ~is_quiet(on),
            ~exists().where(
                first.c.collection_id == _COLLECTION.c.id, first.c.claim_id < _PART.c.claim_id
            ),
        )
    )
