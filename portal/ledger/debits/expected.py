"""What is due next and will be collected: nobody is asked to pay that by hand as well."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import bindparam, select
from sqlmodel import Session

from portal.ledger.claims import ClaimView
from portal.ledger.debits.due import Due
from portal.ledger.debits.tables import COLLECTION, MANDATE
from portal.ledger.progress import PlanView
from portal.ledger.tables import run

_Name = TypeVar("_Name")

_RUNNING = select(
    MANDATE.c.person_id,
    MANDATE.c.plan_id,
    MANDATE.c.kind,
    MANDATE.c.starts_on,
    MANDATE.c.while_held,
).where(
    MANDATE.c.ended_on.is_(None),
    MANDATE.c.person_id.in_(bindparam("people", expanding=True)),
)
_KNOWN = select(COLLECTION.c.key, COLLECTION.c.state, COLLECTION.c.collect_on).where(
    COLLECTION.c.key.in_(bindparam("keys", expanding=True))
)
_IN_VAIN = ("dropped", "returned")
"""States after which the same amount is not collected again."""


@dataclass(frozen=True)
class Owed:
    """What somebody has to pay next: an instalment, or a bill of a kind."""

    person_id: int
    due: Due
    kind: str = ""
    is_still: bool = False
    """Whether collecting stands still: then only what is in a batch already is collected."""


def instalment(view: PlanView, person_id: int, *, is_still: bool = False) -> Owed | None:
    """Return the next instalment of a plan; None when there is none."""
    at = view.progress
    if at.next_due is None or view.ended_on is not None:
        return None
    due = Due(at.next_due, at.next_amount, (), view.id, at.met + 1)
    return Owed(person_id, due, is_still=is_still)


def bill(claim_id: int, person_id: int, kind: str, due_on: date, *, is_still: bool = False) -> Owed:
    """Return a bill as what its debtor has to pay next."""
    return Owed(person_id, Due(due_on, 0, (claim_id,)), kind, is_still)


def of_views(
    session: Session, views: Iterable[ClaimView], on: date, asked: Collection[int] = ()
) -> dict[int, date]:
    """Return by claim the day on which what is due next of it is collected, where it is.

    `asked` holds the ids of claims about which a request waits.
    """
    owed = {view.id: _next_of(view, asked) for view in views if view.takes_money}
    return days(session, {name: one for name, one in owed.items() if one is not None}, on)


def _next_of(view: ClaimView, asked: Collection[int]) -> Owed | None:
    is_still = view.is_held or view.postponed_until is not None or view.id in asked
    if view.plan is not None:
        return instalment(view.plan, view.person_id, is_still=is_still)
    if view.phase != "open":
        return None
    return bill(view.id, view.person_id, view.kind, view.due_on, is_still=is_still)


def days(session: Session, owed: Mapping[_Name, Owed], on: date) -> dict[_Name, date]:
    """Return the day on which each of these is collected, where it is."""
    people = sorted({one.person_id for one in owed.values() if one.due.due_on >= on})
    rows = run(session, _RUNNING, {"people": people}).all() if people else []
    running = {(row.person_id, row.plan_id, row.kind): row for row in rows}
    found = {name: running.get((o.person_id, o.due.plan_id, o.kind)) for name, o in owed.items()}
    within = {
        name: (owed[name], bool(mandate.while_held))
        for name, mandate in found.items()
        if mandate is not None and owed[name].due.due_on >= max(on, mandate.starts_on)
    }
    return _collected(session, within) if within else {}


def _collected(session: Session, within: Mapping[_Name, tuple[Owed, bool]]) -> dict[_Name, date]:
    """The day of each: its own, or a later one that was announced; none of what was in vain."""
    keys = sorted({one.due.key for one, _ in within.values()})
    known = {row.key: row for row in run(session, _KNOWN, {"keys": keys})}
    found = {}
    for name, (one, goes_on) in within.items():
        told = known.get(one.due.key)
        state = told.state if told is not None else ""
        stops = one.is_still and not goes_on and state != "batched"
        if state not in _IN_VAIN and not stops:
            found[name] = max(one.due.due_on, told.collect_on) if told else one.due.due_on
    return found


def of_plan(
    session: Session, claims: Iterable[ClaimView], on: date, asked: Collection[int]
) -> date | None:
    """Return the day on which the next instalment of the plan of these claims is collected."""
    running = [one for one in claims if one.plan is not None]
    return next(iter(of_views(session, running, on, asked).values()), None)
