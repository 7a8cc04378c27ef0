"""The rules by which data go: each a term of the municipality, and the records it is over for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, func, or_, select
from sqlmodel import Session, SQLModel

from portal.cases import sent_along
from portal.cases.retention import models  # noqa: F401  (puts the tables in the metadata)
from portal.ledger.balances import OWED
from portal.ledger.tables import CLAIM, ENTRY, LIABILITY, PERSON, PLAN_CLAIM, run
from portal.municipality import Municipality
from portal.people import typed, vault  # noqa: F401  (puts its table in the metadata)
from portal.people.trail import models as trail  # noqa: F401

CASE = SQLModel.metadata.tables["case"]
CASE_CLAIM = SQLModel.metadata.tables["case_claim"]
ANSWER = SQLModel.metadata.tables["answer"]
RECEIPT = SQLModel.metadata.tables["receipt"]
GONE = SQLModel.metadata.tables["facts_deleted"]
TYPED = SQLModel.metadata.tables["typed_form"]
LOOK = SQLModel.metadata.tables["look"]
SEALED = SQLModel.metadata.tables["sealed_number"]
CLOSED = ("decided", "withdrawn")
_MONTHS = 12


@dataclass(frozen=True)
class Rule:
    """One kind of data: the term that says how long it is kept, and what is over on a day."""

    kind: str
    term: str
    """In `terms.toml`; its name ends with the unit, `_days` or `_months`."""
    over: Table
    due: Callable[[Municipality, date], ColumnElement[bool]]
    """Which rows of that table, counted from the midnight (UTC) with which the day begins."""


def count(session: Session, rule: Rule, town: Municipality, on: date) -> int:
    """Return how many records a rule is over for."""
    counted = select(func.count()).select_from(rule.over).where(rule.due(town, on))
    return int(run(session, counted).scalar_one())


def last_day(town: Municipality, term: str, on: date) -> datetime:
    """Return the moment before which what was touched last is over. Raises NoValue, KeyError."""
    length = town.terms.number(term, on)
    if term.endswith("_days"):
        day = on - timedelta(days=length)
    else:
        months = on.year * _MONTHS + on.month - 1 - length
        day = date(months // _MONTHS, months % _MONTHS + 1, min(on.day, 28))
    return datetime.combine(day, time.min, UTC)


def _drafts(town: Municipality, on: date) -> ColumnElement[bool]:
    return and_(CASE.c.state == "draft", CASE.c.changed_at < last_day(town, DRAFTS.term, on))


def _typed(town: Municipality, on: date) -> ColumnElement[bool]:
    return TYPED.c.typed_at < last_day(town, TYPED_WORDS.term, on)


def _facts(town: Municipality, on: date) -> ColumnElement[bool]:
    """Of requests that are closed, about nothing that is still owed or runs in a plan."""
    has_answers = select(ANSWER.c.case_id).where(ANSWER.c.case_id == CASE.c.id).exists()
    gone = select(GONE.c.receipt_id)
    has_facts = (
        select(RECEIPT.c.id)
        .where(RECEIPT.c.case_id == CASE.c.id, RECEIPT.c.id.not_in(gone))
        .exists()
    )
    return and_(
        CASE.c.state.in_(CLOSED),
        CASE.c.changed_at < last_day(town, FACTS.term, on),
        or_(has_answers, has_facts),
        ~_still_runs(),
    )


def _still_runs() -> ColumnElement[bool]:
    """Whether a claim of the request is still owed, or stands in a plan."""
    owed = _owed(CASE_CLAIM.c.claim_id)
    planned = select(PLAN_CLAIM.c.claim_id).where(
        PLAN_CLAIM.c.claim_id == CASE_CLAIM.c.claim_id, PLAN_CLAIM.c.ended_on.is_(None)
    )
    of_case = select(CASE_CLAIM.c.claim_id).where(CASE_CLAIM.c.case_id == CASE.c.id)
    return of_case.where(or_(owed.exists(), planned.exists())).exists()


def _owed(claim_id: ColumnElement[int]) -> Select[Any]:
    """The claim with this id, if something is left of it."""
    return (
        select(CLAIM.c.id)
        .join(ENTRY, ENTRY.c.claim_id == CLAIM.c.id)
        .where(CLAIM.c.id == claim_id)
        .group_by(CLAIM.c.id)
        .having(or_(*(part.element != 0 for part in OWED)))
    )


def _numbers(town: Municipality, on: date) -> ColumnElement[bool]:
    """Of people who owe nothing: then no file needs the number."""
    old = select(SEALED.c.person_id).where(SEALED.c.sealed_at < last_day(town, NUMBERS.term, on))
    owing = select(LIABILITY.c.person_id).where(
        LIABILITY.c.person_id == PERSON.c.id, _owed(LIABILITY.c.claim_id).exists()
    )
    return and_(PERSON.c.id.in_(old), ~owing.exists())


def _looks(town: Municipality, on: date) -> ColumnElement[bool]:
    return LOOK.c.at < last_day(town, LOOKS.term, on)


DRAFTS = Rule("drafts", "keep_draft_days", CASE, _drafts)
TYPED_WORDS = Rule("typed", "keep_typed_days", TYPED, _typed)
EVIDENCE = Rule("evidence", "evidence_days", sent_along.EVIDENCE, sent_along.due)
FACTS = Rule("facts", "keep_facts_months", CASE, _facts)
LOOKS = Rule("looks", "keep_looks_months", LOOK, _looks)
NUMBERS = Rule("numbers", "keep_number_days", PERSON, _numbers)
RULES = (DRAFTS, TYPED_WORDS, EVIDENCE, FACTS, LOOKS, NUMBERS)
"""The ledger, decisions, letters and acts have none: they stay."""
