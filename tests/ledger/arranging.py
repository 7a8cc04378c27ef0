"""Acts on plans, holds and people who owe together, done to the ledger and to its model."""

from dataclasses import replace
from datetime import timedelta

from sqlmodel import select

from portal.ledger import holds
from portal.ledger.joint import naming
from portal.ledger.joint.liable import By
from portal.ledger.models import Plan
from portal.ledger.plans import changes
from portal.ledger.records import Hold
from tests import builders
from tests.builders import DAY, NOW
from tests.ledger.books import Books

WHY = "It was agreed."


def plan(books: Books, which: int, amount: int) -> None:
    """Somebody who owes a claim gets a plan for it; one they had for it ends."""
    debt, claim = books.debt(which), books.claims[which]
    owner = books.people[amount % len(books.people)]
    if debt.total and debt.is_here and owner.id in debt.owed_by:
        made = builders.plan(books.session, owner, [claim], max(amount, debt.total // 9))
        assert made.total == debt.total
        books.plans.append(made)


def change_plan(books: Books, which: int, amount: int) -> None:
    """A plan gets other days, ends, or the last change of it is taken back."""
    if not books.plans:
        return
    one = books.plans[which % len(books.plans)]
    act = (_later, _stopped, _undone)[amount % 3]
    act(books, one)


def _later(books: Books, one: Plan) -> None:
    course = changes.course_of(books.session, one)
    if one.ended_on is None and course.total:
        days = tuple((day + timedelta(days=3), part) for day, part in course.instalments)
        later = replace(course, anchor=course.anchor + timedelta(days=3), instalments=days)
        told = {"on": DAY, "now": NOW, "by": "staff:x", "reason": WHY}
        changes.change(books.session, one, "day", later, **told)


def _stopped(books: Books, one: Plan) -> None:
    if one.ended_on is None:
        changes.stop(books.session, one, on=DAY, now=NOW, by="staff:x", reason=WHY)


def _undone(books: Books, one: Plan) -> None:
    made = changes.changes_of(books.session, one)
    others = books.session.exec(select(Plan).where(Plan.person_id == one.person_id)).all()
    is_last = one is max(others, key=lambda other: other.id or 0)
    if made and is_last and changes.is_undoable(made[-1], one):
        told = {"seen": len(made), "on": DAY, "now": NOW, "by": "staff:x"}
        changes.undo(books.session, one, reason=WHY, **told)


def hold(books: Books, which: int, amount: int) -> None:
    """Somebody is left alone for a while, or no longer; what is owed stays as it is."""
    if amount % 2:
        about = {"claim_id": books.claims[which].id} if amount % 4 == 1 else {}
        about = about or {"person_id": books.people[0].id}
        told = {"key": books.key(), "kind": "social", "reason": WHY, "by": "staff:x", "now": NOW}
        holds.place(books.session, from_on=DAY, **told, **about)
        return
    placed = books.session.exec(select(Hold).order_by(Hold.id)).all()
    if placed:
        one = placed[which % len(placed)]
        books.tried(
            lambda: holds.lift(books.session, one.id, on=DAY, by="staff:x", now=NOW) is None,
            allowed=one.lifted_on is None,
        )


def join(books: Books, which: int, amount: int) -> None:
    """One more person owes a claim, or one of several is let off."""
    debt, claim = books.debt(which), books.claims[which]
    person = books.people[(which + amount // 2) % len(books.people)]
    books.steps += 1
    by = By(books.staff[0], WHY, NOW + timedelta(seconds=books.steps), DAY)
    known = debt.owed_by | debt.was_owed_by
    if amount % 2:
        is_done = books.tried(
            lambda: naming.name_one_more(books.session, by, claim, person) is not None,
            allowed=debt.is_here and person.id not in known,
        )
        if is_done:
            debt.owed_by.add(person.id or 0)
    elif person.id in known:
        is_done = books.tried(
            lambda: naming.release(books.session, by, claim, person) is None,
            allowed=debt.is_here and person.id in debt.owed_by and len(debt.owed_by) > 1,
        )
        if is_done:
            debt.owed_by.remove(person.id or 0)
            debt.was_owed_by.add(person.id or 0)
