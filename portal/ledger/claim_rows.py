"""The one statement that reads claims with their balances, built once for each way to ask.

A person sees each claim they owe, whoever the bill was for, with their own plans only.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Table,
    bindparam,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    true,
)

from portal.fixed import Fixed
from portal.ledger import holds
from portal.ledger.balances import side, taken_off, total
from portal.ledger.debtors import HOW_MANY, IS_OWED, LEFT, own_part
from portal.ledger.dunning.unpaid import granted_until, sent_columns
from portal.ledger.models import MONEY_IN, RECEIVABLES
from portal.ledger.tables import (
    CLAIM,
    ENTRY,
    LIABILITY,
    PERSON,
    PLAN,
    PLAN_CLAIM,
    POSTPONEMENT,
)

_ON = bindparam("on", type_=Date)
_OWED = [total(side(account)).label(f"owed_{name}") for name, account in RECEIVABLES.items()]
_REPAID = taken_off(*MONEY_IN, components=("principal",))
_CHARGED = -taken_off("charged", components=("principal",))
_BESIDE, _OTHER = PLAN_CLAIM.alias("beside"), CLAIM.alias("other")
_CLAIM = [column for column in CLAIM.c if column.name != "person_id"]


def _postponed(whose: ColumnElement[bool]) -> ColumnElement[date]:
    """The last day of the time granted, when that is running."""
    granted = select(func.max(POSTPONEMENT.c.until_on)).where(
        POSTPONEMENT.c.claim_id == CLAIM.c.id,
        POSTPONEMENT.c.from_on <= _ON,
        POSTPONEMENT.c.until_on >= _ON,
    )
    return granted.where(whose).scalar_subquery()


def _met_before(whose: ColumnElement[bool]) -> ColumnElement[int]:
    """How many months were met in plans that ended."""
    met = select(func.coalesce(func.sum(PLAN.c.months_met), 0))
    joined = met.join_from(PLAN_CLAIM, PLAN, PLAN.c.id == PLAN_CLAIM.c.plan_id)
    ended = PLAN.c.ended_on.is_not(None)
    return joined.where(PLAN_CLAIM.c.claim_id == CLAIM.c.id, ended, whose).scalar_subquery()


def _running(whose: ColumnElement[bool]) -> ColumnElement[int]:
    """The plan a claim runs in; the newest one where several people have one."""
    newest = select(func.max(PLAN_CLAIM.c.plan_id)).where(PLAN_CLAIM.c.claim_id == CLAIM.c.id)
    return newest.where(PLAN_CLAIM.c.ended_on.is_(None), whose).scalar_subquery()


def _still_beside(whose: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether any claim of the plan it runs in stands still: nights leave that plan alone.

    It is held, more time was given for it, or it is too old to collect. That somebody asked
    something about it is not known here.
    """
    of_plan = (
        select(_OTHER.c.id)
        .join_from(PLAN_CLAIM, _BESIDE, _BESIDE.c.plan_id == PLAN_CLAIM.c.plan_id)
        .join(_OTHER, _OTHER.c.id == _BESIDE.c.claim_id)
    )
    running = of_plan.where(PLAN_CLAIM.c.claim_id == CLAIM.c.id, PLAN_CLAIM.c.ended_on.is_(None))
    is_postponed = exists().where(
        POSTPONEMENT.c.claim_id == _OTHER.c.id,
        POSTPONEMENT.c.from_on <= _ON,
        POSTPONEMENT.c.until_on >= _ON,
    )
    still = or_(_OTHER.c.time_bar_on <= _ON, is_postponed, holds.is_held(_ON, _OTHER))
    return running.where(whose, still).exists()


def _claims(debtor: Table, *which: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    """Claims with who owes them: a row of this table names the person and is in the statement."""
    own = debtor is LIABILITY
    whose = PLAN_CLAIM.c.person_id == debtor.c.person_id if own else true()
    to_them = or_(
        POSTPONEMENT.c.person_id.is_(None), POSTPONEMENT.c.person_id == debtor.c.person_id
    )
    granted = to_them if own else true()
    found = select(
        *_CLAIM,
        debtor.c.person_id,
        PERSON.c.name.label("person_name"),
        *(_own_columns() if own else _whole_columns()),
        *_OWED,
        _running(whose).label("plan_id"),
        _CHARGED.label("charged"),
        _REPAID.label("repaid"),
        _postponed(granted).label("postponed_until"),
        _met_before(whose).label("met_before"),
        *sent_columns(),
        granted_until(_ON, granted).label("granted_until"),
        holds.is_held(_ON).label("is_held"),
        _still_beside(whose).label("is_plan_still"),
    )
    joined = found.join(LIABILITY, LIABILITY.c.claim_id == CLAIM.c.id) if own else found
    return (
        joined.join(PERSON, PERSON.c.id == debtor.c.person_id)
        .outerjoin(ENTRY, ENTRY.c.claim_id == CLAIM.c.id)
        .where(*which)
        .group_by(CLAIM.c.id, PERSON.c.id, *((LIABILITY.c.id,) if own else ()))
        .order_by(CLAIM.c.due_on, CLAIM.c.id)
    )


def _own_columns() -> list[ColumnElement[Any]]:
    """What of the claim is one debtor's."""
    return [
        LIABILITY.c.share,
        own_part(LEFT).label("owed"),
        HOW_MANY.label("debtors"),
    ]


def _whole_columns() -> list[ColumnElement[Any]]:
    return [null().label("share"), LEFT.label("owed"), literal(1).label("debtors")]


_OF_PERSON = (LIABILITY.c.person_id == bindparam("person_id"), IS_OWED)
BY_PERSON = Fixed(_claims(LIABILITY, *_OF_PERSON))
BY_IDS = Fixed(_claims(LIABILITY, *_OF_PERSON, CLAIM.c.id.in_(bindparam("ids", expanding=True))))
BY_REF = Fixed(_claims(LIABILITY, *_OF_PERSON, CLAIM.c.ref == bindparam("ref")))
BY_UNIT = Fixed(_claims(CLAIM, CLAIM.c.unit == bindparam("unit")))
