"""Words before trouble: to a new debtor, and when an amount is due soon."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, Row, bindparam, exists, func, select
from sqlmodel import Session, SQLModel

from portal.jobs.dunning.quiet import is_quiet, quiet_claims
from portal.jobs.night import Chunk, Night, Step
from portal.ledger.debits import expected
from portal.ledger.debtors import IS_OWED, LEFT
from portal.ledger.dunning.unpaid import IN_PLAN
from portal.ledger.progress import plan_views
from portal.ledger.tables import CLAIM, ENTRY, INSTALMENT, LIABILITY, PERSON, PLAN, PLAN_CLAIM, run
from portal.people.outbox import Message, tell_all

OUTGOING = SQLModel.metadata.tables["outgoing"]
WELCOME, DUE_SOON, INSTALMENT_SOON = "welcome", "due-soon", "instalment-soon"
_OLDER = CLAIM.alias("older")
_OWES_OLDER = LIABILITY.alias("owes_older")


def welcome(session: Session, night: Night, chunk: Chunk) -> int:
    """Greet everyone whose first claim came these days, once; say how many."""
    since = night.on - timedelta(days=night.town.terms.number("new_debtor_days", night.on))
    told_before = exists().where(
        OUTGOING.c.person_id == LIABILITY.c.person_id, OUTGOING.c.kind == WELCOME
    )
    owes_older = exists().where(
        _OWES_OLDER.c.person_id == LIABILITY.c.person_id,
        _OLDER.c.id == _OWES_OLDER.c.claim_id,
        _OLDER.c.arose_on < since,
    )
    found = (
        select(LIABILITY.c.person_id, func.min(CLAIM.c.description).label("description"))
        .join(CLAIM, CLAIM.c.id == LIABILITY.c.claim_id)
        .where(
            CLAIM.c.id.between(chunk.first, chunk.last),
            CLAIM.c.arose_on.between(since, night.on),
            CLAIM.c.stage == "open",
            IS_OWED,
            ~told_before,
            ~owes_older,
        )
        .group_by(LIABILITY.c.person_id)
    )
    return _tell(
        session,
        night,
        [
            Message(
                f"{WELCOME}:{row.person_id}",
                row.person_id,
                WELCOME,
                {"description": row.description},
            )
            for row in run(session, found)
        ],
    )


def due_soon(session: Session, night: Night, chunk: Chunk) -> int:
    """Tell those who owe a claim that its last day to pay is near; say how many messages."""
    last = night.on + timedelta(days=night.town.terms.number("due_soon_days", night.on))
    which = (
        CLAIM.c.id.between(chunk.first, chunk.last),
        CLAIM.c.due_on > night.on,
        CLAIM.c.due_on <= last,
        CLAIM.c.stage == "open",
        ~IN_PLAN,
        ~is_quiet(night.on),
    )
    found = (
        select(CLAIM.c.id, CLAIM.c.kind, CLAIM.c.description, CLAIM.c.due_on, LEFT.label("left"))
        .join(ENTRY, ENTRY.c.claim_id == CLAIM.c.id)
        .where(*which)
        .group_by(CLAIM.c.id)
        .having(LEFT > 0)
    )
    claims = {row.id: row for row in run(session, found)}
    owing = select(LIABILITY.c.claim_id, LIABILITY.c.person_id).where(
        LIABILITY.c.claim_id.in_(sorted(claims)), IS_OWED
    )
    rows = run(session, owing).all() if claims else []
    owed = {
        (row.claim_id, row.person_id): expected.bill(
            row.claim_id, row.person_id, claims[row.claim_id].kind, claims[row.claim_id].due_on
        )
        for row in rows
    }
    taken = expected.days(session, owed, night.on)
    messages = [
        _due_message(claims[one], person) for one, person in owed if (one, person) not in taken
    ]
    return _tell(session, night, messages)


def _due_message(claim: Row[Any], person_id: int) -> Message:
    due = claim.due_on.isoformat()
    told = {"description": claim.description, "amount": int(claim.left), "due": due}
    return Message(f"{DUE_SOON}:{claim.id}:{due}:{person_id}", person_id, DUE_SOON, told)


_PLANS_SOON = (
    select(PLAN.c.id, PLAN.c.person_id)
    .join(PERSON, PERSON.c.id == PLAN.c.person_id)
    .where(
        PLAN.c.id.between(bindparam("first"), bindparam("last")),
        PLAN.c.ended_on.is_(None),
        PERSON.c.messages_by.in_(("mail", "sms")),
        exists().where(
            INSTALMENT.c.plan_id == PLAN.c.id,
            INSTALMENT.c.due_on > bindparam("on", type_=Date),
            INSTALMENT.c.due_on <= bindparam("until", type_=Date),
        ),
    )
)
"""Of those told without paper: a letter for each instalment would be more paper than help."""


def instalment_soon(session: Session, night: Night, chunk: Chunk) -> int:
    """Mail those whose next instalment is near; say how many."""
    until = night.on + timedelta(days=night.town.terms.number("due_soon_days", night.on))
    bounds = {"first": chunk.first, "last": chunk.last, "on": night.on, "until": until}
    people = {row.id: row.person_id for row in run(session, _PLANS_SOON, bounds)}
    calm = _calm(session, sorted(people), night.on) if people else []
    messages, views = [], plan_views(session, calm, night.on)
    owed = {
        view.id: one
        for view in views.values()
        if (one := expected.instalment(view, people[view.id])) is not None
    }
    taken = expected.days(session, owed, night.on)
    for view in views.values():
        due = view.progress.next_due
        if due is not None and night.on < due <= until and view.id not in taken:
            told = {"amount": view.progress.next_amount, "due": due.isoformat()}
            key = f"{INSTALMENT_SOON}:{view.id}:{due.isoformat()}"
            messages.append(Message(key, people[view.id], INSTALMENT_SOON, told))
    return _tell(session, night, messages)


def _calm(session: Session, plan_ids: Sequence[int], on: date) -> list[int]:
    """The plans of which no claim stands still."""
    pairs = run(session, select(PLAN_CLAIM).where(PLAN_CLAIM.c.plan_id.in_(plan_ids))).all()
    still = quiet_claims(session, (row.claim_id for row in pairs), on)
    return sorted(set(plan_ids) - {row.plan_id for row in pairs if row.claim_id in still})


def _tell(session: Session, night: Night, messages: Sequence[Message]) -> int:
    """Keep the messages that are not there yet; say how many."""
    if not messages:
        return 0
    keys = [message.key for message in messages]
    there = {
        row.key for row in run(session, select(OUTGOING.c.key).where(OUTGOING.c.key.in_(keys)))
    }
    new = [message for message in messages if message.key not in there]
    if new:
        tell_all(session, new, made_on=night.on, now=night.now)
    return len(new)


STEPS = (
    Step("welcome", CLAIM, welcome),
    Step("due-soon", CLAIM, due_soon),
    Step("instalment-soon", PLAN, instalment_soon),
)
