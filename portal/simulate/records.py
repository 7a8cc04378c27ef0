"""The real caseload, read only: what people owe, and the facts the municipality has of them."""

from collections import Counter
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlmodel import Session, SQLModel

from portal.cases import models  # noqa: F401  (puts the tables in the metadata)
from portal.cases.journey import is_unknown
from portal.cases.situation import situation
from portal.ledger.balances import total
from portal.ledger.debtors import IS_OWED, LEFT, own_part
from portal.ledger.tables import CLAIM, ENTRY, LIABILITY, PERSON, run
from portal.municipality import Municipality
from portal.rules.columns import Column
from portal.rules.days import months_begun
from portal.rules.facts import FORMS, Situation
from portal.rules.offers import People
from portal.simulate.caseload import UNSURE, UNTOLD, YOUNG, Caseload, Origin

_CASE, _ANSWER, _FACT = (
    SQLModel.metadata.tables[name] for name in ("case", "answer", "known_fact")
)
_OWED = (
    select(LIABILITY.c.person_id, CLAIM.c.arose_on, own_part(LEFT).label("left"))
    .join(CLAIM, CLAIM.c.id == LIABILITY.c.claim_id)
    .join(ENTRY, ENTRY.c.claim_id == CLAIM.c.id)
    .where(IS_OWED, CLAIM.c.stage != "transferred")
    .group_by(LIABILITY.c.id, CLAIM.c.id)
    .subquery()
)
_DEBTORS = (
    select(
        PERSON.c.id, total(_OWED.c.left).label("debt"), func.min(_OWED.c.arose_on).label("oldest")
    )
    .join_from(PERSON, _OWED, _OWED.c.person_id == PERSON.c.id)
    .where(PERSON.c.kind == "person")
    .group_by(PERSON.c.id)
    .having(total(_OWED.c.left) > 0)
    .order_by(PERSON.c.id)
)
_FACTS = select(_FACT.c.person_id, _FACT.c.name, _FACT.c.value)
_ANSWERS = (
    select(_CASE.c.person_id, _ANSWER.c.question.label("name"), _ANSWER.c.value)
    .join_from(_CASE, _ANSWER, _ANSWER.c.case_id == _CASE.c.id)
    .where(_CASE.c.sent_at.is_not(None))  # what is not sent is nobody's to count
    .order_by(_ANSWER.c.answered_at, _ANSWER.c.case_id)
)
_ORIGIN = Origin("all", "records", "the claims, known facts and newest answers sent")


def recorded(session: Session, town: Municipality, on: date) -> Caseload:
    """Return everyone who owes something; those whose income is not known are left out.

    No income is guessed: who told nothing may well be unlike those who did.
    """
    told: dict[int, dict[str, Any]] = {}
    for statement in (_FACTS, _ANSWERS):
        for row in run(session, statement):
            told.setdefault(row.person_id, {})[row.name] = row.value
    rows, ages, left_out = [], [], Counter[str]()
    for row in run(session, _DEBTORS):
        answers = told.get(row.id, {})
        put = _put(answers, town, on)
        if why := _why_left_out(put, answers):
            left_out[why] += 1
            continue
        rows.append(_row(put, row.debt))
        ages.append(months_begun(row.oldest, on))
    months = np.array(ages, dtype=np.int64)
    return Caseload(_people(rows), months, (_ORIGIN,), left_out.total(), dict(left_out))


def _why_left_out(put: Situation, answers: dict[str, Any]) -> str:
    """Why somebody is not counted; empty for who is."""
    if put.income is None:
        return UNSURE if is_unknown(answers.get("income")) else UNTOLD
    return YOUNG if put.household.under_21 else ""


def _people(rows: list[tuple[int, ...]]) -> People:
    names = tuple(People.__dataclass_fields__)
    table = np.array(rows, np.int64).reshape(-1, len(names))
    columns: dict[str, Column] = dict(zip(names, table.T, strict=True))
    for name in ("is_pensioner", "on_benefit"):
        columns[name] = columns[name] > 0
    return People(**columns)


def _put(answers: dict[str, Any], town: Municipality, on: date) -> Situation:
    """Put what is known of someone as the facts of a plan without an amount."""
    return situation(
        on=on,
        ask="plan",
        debtor="person",
        answers={**answers, "way": "rules"},
        claims=(),
        running_plan=None,
        income_period=town.policy.income_period,
        short_term=0,
    )


def _row(put: Situation, debt: int) -> tuple[int, ...]:
    """One row of People, in the order of its columns."""
    home = put.household
    return (
        put.on.toordinal(),
        put.income or 0,
        debt,
        put.assets or 0,
        FORMS.index(home.form),
        home.children,
        home.pension_age != "none",
        home.cost_sharers,
        put.benefit_from_municipality,
        -1 if put.room is None else put.room,
    )
