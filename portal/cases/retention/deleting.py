"""Deleting what is over, a batch at a time, and writing down what went by which rule."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from portal.cases.retention.models import RetentionDone
from portal.cases.retention.rules import (
    ANSWER,
    CASE,
    CASE_CLAIM,
    DRAFTS,
    FACTS,
    GONE,
    LOOKS,
    NUMBERS,
    RECEIPT,
    TYPED,
    TYPED_WORDS,
    Rule,
)
from portal.ledger.tables import run
from portal.municipality import Municipality
from portal.people import vault
from portal.people.trail.erasing import erase

GROUND = "erase-after-its-time"


def note(
    session: Session, rule: Rule, town: Municipality, on: date, now: datetime, count: int
) -> int:
    """Write down that so many went by this rule; nothing where none did. Returns the count."""
    if count:
        held = town.terms.dated(rule.term, on)
        session.add(
            RetentionDone(
                on=on,
                at=now,
                kind=rule.kind,
                count=count,
                term=rule.term,
                value=town.terms.number(rule.term, on),
                mark=held.mark,
                source=held.source,
            )
        )
    return count


def drafts(session: Session, town: Municipality, on: date, first: int, last: int) -> int:
    """Throw away requests that nobody sent, among these ids; return how many."""
    ids = _due(session, DRAFTS, town, on, first, last)
    for table in (ANSWER, CASE_CLAIM):
        run(session, delete(table).where(table.c.case_id.in_(ids)))
    return run(session, delete(CASE).where(CASE.c.id.in_(ids))).rowcount


def typed_words(session: Session, town: Municipality, on: date, first: int, last: int) -> int:
    """Throw away what people of these ids were typing; return how many forms."""
    ours = TYPED.c.person_id.between(first, last)
    return run(session, delete(TYPED).where(ours, TYPED_WORDS.due(town, on))).rowcount


def looks(
    session: Session, town: Municipality, on: date, now: datetime, first: int, last: int
) -> int:
    """Erase who looked at what, among these ids; the chain keeps its digests."""
    ids = _due(session, LOOKS, town, on, first, last)
    erase(session, "look", ids, by="night", ground=GROUND, now=now)
    return len(ids)


def numbers(session: Session, town: Municipality, on: date, first: int, last: int) -> int:
    """Forget the sealed numbers of people of these ids; return how many."""
    ids = _due(session, NUMBERS, town, on, first, last)
    vault.forget(session, ids)
    return len(ids)


def facts(session: Session, town: Municipality, on: date, first: int, last: int) -> int:
    """Delete answers, facts and accounts of requests among these ids; return how many requests.

    Outcome, instalments, reasons and the seal of each receipt stay.
    """
    ids = _due(session, FACTS, town, on, first, last)
    run(session, delete(ANSWER).where(ANSWER.c.case_id.in_(ids)))
    wanted = select(RECEIPT.c.id, RECEIPT.c.facts, RECEIPT.c.result).where(
        RECEIPT.c.case_id.in_(ids), RECEIPT.c.id.not_in(select(GONE.c.receipt_id))
    )
    source = town.terms.dated(FACTS.term, on).source
    for row in run(session, wanted).all():
        told = {"receipt_id": row.id, "on": on, "term": FACTS.term, "source": source}
        run(session, insert(GONE).values(told))
        left = {"facts": _day_of(row.facts), "result": _outcome_of(row.result)}
        run(session, update(RECEIPT).where(RECEIPT.c.id == row.id).values(left))
    return len(ids)


def _day_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"on": facts["on"]} if "on" in facts else {}


def _outcome_of(result: Mapping[str, Any]) -> dict[str, Any]:
    """What was answered, without what it was worked out from."""
    return {**result, "capacity": None, "account": []}


def _due(
    session: Session, rule: Rule, town: Municipality, on: date, first: int, last: int
) -> Collection[int]:
    wanted = select(rule.over.c.id).where(rule.over.c.id.between(first, last), rule.due(town, on))
    return run(session, wanted).scalars().all()
