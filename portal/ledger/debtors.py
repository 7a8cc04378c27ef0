"""Who owes a claim, and what each of them can be asked for.

Everyone who owes a claim has a row of their own. For the whole (`joint`) a person owes all that is
left; for a part (`share`) at most their share, less what they paid on it. Money of which nobody
knows who paid it counts toward every share, as long as the others can still be asked for the rest.
"""

from collections.abc import Iterable

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlmodel import Session

from portal.ledger.balances import taken_off, total
from portal.ledger.extremes import greatest, least
from portal.ledger.models import MONEY_IN, RECEIVABLES
from portal.ledger.tables import ENTRY, INCOMING, LIABILITY, run

IS_OWED = LIABILITY.c.released_on.is_(None)
"""This person was not let off."""
_OTHERS = LIABILITY.alias("every_debtor")
HOW_MANY = (
    select(func.count())
    .select_from(_OTHERS)
    .where(_OTHERS.c.claim_id == LIABILITY.c.claim_id, _OTHERS.c.released_on.is_(None))
    .correlate(LIABILITY)
    .scalar_subquery()
)
"""How many people owe the claim of a row, that row's person included."""


def _paid(owes: FromClause, *, or_unknown: bool) -> ColumnElement[int]:
    """What was paid on a claim since the share of a row was set, by that person."""
    entry = ENTRY.alias()
    theirs = INCOMING.c.person_id == owes.c.person_id
    if or_unknown:
        theirs = or_(INCOMING.c.person_id.is_(None), theirs)
    return (
        select(taken_off(*MONEY_IN, entry=entry))
        .select_from(entry.outerjoin(INCOMING, INCOMING.c.id == entry.c.incoming_id))
        .where(entry.c.claim_id == owes.c.claim_id, entry.c.id > owes.c.share_since, theirs)
        .correlate(owes)
        .scalar_subquery()
    )


def _rest_of_share(owes: FromClause, *, or_unknown: bool) -> ColumnElement[int]:
    return greatest(owes.c.share - _paid(owes, or_unknown=or_unknown), 0)


_SHARES = (
    select(total(_rest_of_share(_OTHERS, or_unknown=True)))
    .where(_OTHERS.c.claim_id == LIABILITY.c.claim_id, _OTHERS.c.released_on.is_(None))
    .correlate(LIABILITY)
    .scalar_subquery()
)
_SOMEONE_OWES_ALL = (
    select(_OTHERS.c.id)
    .where(_OTHERS.c.claim_id == LIABILITY.c.claim_id, _OTHERS.c.released_on.is_(None))
    .where(_OTHERS.c.form == "joint")
    .correlate(LIABILITY)
    .exists()
)


def own_part(left: ColumnElement[int]) -> ColumnElement[int]:
    """What the person of a liability can be asked for of a claim of which this is left.

    Nothing when they were let off.
    """
    lacking = case((_SOMEONE_OWES_ALL, 0), else_=greatest(left - _SHARES, 0))
    most = _rest_of_share(LIABILITY, or_unknown=False)
    share = least(most, _rest_of_share(LIABILITY, or_unknown=True) + lacking)
    return case((~IS_OWED, 0), (LIABILITY.c.form == "share", least(left, share)), else_=left)


LEFT = total(
    case((ENTRY.c.debit.in_(tuple(RECEIVABLES.values())), ENTRY.c.amount), else_=-ENTRY.c.amount)
)
"""What is left of a claim, over its rows of the ledger: each adds to it, or takes off it."""


def _owed() -> Select[tuple[int, int]]:
    """Claim and what is left of it for one person; claims they were let off are not there."""
    return (
        select(LIABILITY.c.claim_id, own_part(LEFT).label("owed"))
        .outerjoin(ENTRY, ENTRY.c.claim_id == LIABILITY.c.claim_id)
        .where(IS_OWED, LIABILITY.c.person_id == bindparam("person_id"))
        .group_by(LIABILITY.c.id)
    )


_OF_PERSON = _owed()
_OF_CLAIMS = _owed().where(LIABILITY.c.claim_id.in_(bindparam("ids", expanding=True)))
_DEBTORS = (
    select(LIABILITY.c.claim_id, LIABILITY.c.person_id)
    .where(IS_OWED, LIABILITY.c.claim_id.in_(bindparam("ids", expanding=True)))
    .order_by(LIABILITY.c.id)
)


def debtors_of(session: Session, claim_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return the people who owe each claim now, by id, who owed it first in front.

    This is whom a reminder, a notice or a letter about the claim goes to: each of them.
    """
    found: dict[int, list[int]] = {claim: [] for claim in claim_ids}
    for row in run(session, _DEBTORS, {"ids": sorted(found)}):
        found[row.claim_id].append(row.person_id)
    return found


def owed_by(session: Session, person_id: int, claim_ids: Iterable[int]) -> dict[int, int]:
    """Return what a person can be asked for of each of these claims; others' are left out."""
    values = {"person_id": person_id, "ids": sorted(set(claim_ids))}
    return {row.claim_id: int(row.owed) for row in run(session, _OF_CLAIMS, values)}


def of_person(session: Session, person_id: int) -> int:
    """Return all that a person can be asked for, whatever the stage, in minor units."""
    rows = run(session, _OF_PERSON, {"person_id": person_id})
    return sum(int(row.owed) for row in rows)
