"""What falls due by a mandate, and what of it can be collected: never more than is left."""

from collections.abc import Collection as Some
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from portal.ledger.debits.models import Collection, Mandate
from portal.ledger.debits.tables import COLLECTION, PART
from portal.ledger.debtors import owed_by
from portal.ledger.progress import PlanView, plan_views
from portal.ledger.tables import CLAIM, LIABILITY, PLAN_CLAIM, run


@dataclass(frozen=True)
class Due:
    """One amount that falls due. Amounts are minor units."""

    due_on: date
    amount: int
    claim_ids: tuple[int, ...]
    """In the order in which they are paid."""
    plan_id: int | None = None
    no: int | None = None

    @property
    def key(self) -> str:
        """What it is known by, so that it is collected once."""
        if self.plan_id is None:
            return f"claim:{self.claim_ids[0]}:{self.due_on}"
        return f"plan:{self.plan_id}:{self.no}:{self.due_on}"


_CLAIMS_OF_PLAN = (
    select(CLAIM.c.id)
    .join(PLAN_CLAIM, PLAN_CLAIM.c.claim_id == CLAIM.c.id)
    .where(PLAN_CLAIM.c.plan_id == bindparam("plan_id"), PLAN_CLAIM.c.ended_on.is_(None))
    .where(CLAIM.c.stage != "transferred")
    .order_by(CLAIM.c.due_on, CLAIM.c.id)
)
_IN_PLAN = (
    select(PLAN_CLAIM.c.claim_id)
    .where(PLAN_CLAIM.c.claim_id == CLAIM.c.id, PLAN_CLAIM.c.ended_on.is_(None))
    .where(PLAN_CLAIM.c.person_id == LIABILITY.c.person_id)
    .exists()
)
_OF_KIND = (
    select(CLAIM.c.id, CLAIM.c.due_on)
    .join(LIABILITY, LIABILITY.c.claim_id == CLAIM.c.id)
    .where(LIABILITY.c.person_id == bindparam("person_id"), LIABILITY.c.released_on.is_(None))
    .where(CLAIM.c.kind == bindparam("kind"), CLAIM.c.stage != "transferred", ~_IN_PLAN)
    .where(CLAIM.c.due_on >= bindparam("first"), CLAIM.c.due_on <= bindparam("last"))
    .order_by(CLAIM.c.due_on, CLAIM.c.id)
)
_ON_THE_WAY = (
    select(PART.c.claim_id, func.sum(PART.c.amount).label("amount"))
    .join(COLLECTION, COLLECTION.c.id == PART.c.collection_id)
    .where(COLLECTION.c.state == "batched", PART.c.claim_id.in_(bindparam("ids", expanding=True)))
    .where(COLLECTION.c.id != bindparam("but"))
    .group_by(PART.c.claim_id)
)


def due(session: Session, mandate: Mandate, first: date, last: date, on: date) -> list[Due]:
    """Return what falls due by a mandate between two days, both included."""
    if mandate.plan_id is None:
        return list(_claims(session, mandate, first, last))
    view = plan_views(session, [mandate.plan_id], on)[mandate.plan_id]
    claims = tuple(row.id for row in run(session, _CLAIMS_OF_PLAN, {"plan_id": view.id}))
    return [
        Due(day, amount, claims, view.id, no)
        for no, day, amount in _to_pay(view)
        if claims and first <= day <= last
    ]


def left(session: Session, mandate: Mandate, one: Collection, on: date) -> Due | None:
    """Return what an announced amount comes to now; None when nothing falls due by then any more.

    What moved to a later day does not fall due by then.
    """
    if mandate.plan_id != one.plan_id:
        return None
    found = due(session, mandate, date.min, one.collect_on, on)
    return next((item for item in found if _is(item, one)), None)


def _is(item: Due, one: Collection) -> bool:
    return item.no == one.no if one.plan_id is not None else item.key == one.key


def parts(
    session: Session, mandate: Mandate, item: Due, still: Some[int], most: int, but: int = 0
) -> dict[int, int]:
    """Split what falls due over its claims, never more than is left of each; `still` ones not.

    What is on its way for a claim counts as paid; `but` is a collection not to count.
    """
    free = [claim for claim in item.claim_ids if claim not in still]
    owed = owed_by(session, mandate.person_id, free)
    away = {
        row.claim_id: int(row.amount)
        for row in run(session, _ON_THE_WAY, {"ids": free, "but": but})
    }
    found, rest = {}, min(item.amount, most)
    for claim in free:
        part = min(rest, max(0, owed.get(claim, 0) - away.get(claim, 0)))
        if part:
            found[claim] = part
            rest -= part
    return found


def _to_pay(view: PlanView) -> Iterator[tuple[int, date, int]]:
    """The instalments that are not paid: number, day, and what is left of each."""
    next_due, next_amount = view.progress.next_due, view.progress.next_amount
    if next_due is None:
        return
    for no, (day, amount) in enumerate(view.instalments, start=1):
        if day >= next_due:
            yield no, day, min(amount, next_amount) if day == next_due else amount


def _claims(session: Session, mandate: Mandate, first: date, last: date) -> Iterator[Due]:
    values = {"person_id": mandate.person_id, "kind": mandate.kind, "first": first, "last": last}
    rows = run(session, _OF_KIND, values).all()
    owed = owed_by(session, mandate.person_id, [row.id for row in rows])
    for row in rows:
        if owed.get(row.id):
            yield Due(row.due_on, owed[row.id], (row.id,))
