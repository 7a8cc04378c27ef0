"""Plans, direct debit, fees, claims returned to their unit, and what was let go."""

from datetime import date

from sqlalchemy import case, func, literal, select
from sqlmodel import Session, SQLModel

from portal.cases.figures.parts import (
    Figure,
    count_if,
    filled,
    month_of,
    months_until,
    ranked,
    since,
)
from portal.ledger.balances import taken_off, total
from portal.ledger.tables import CLAIM, ENTRY, GIVEN_BACK, PLAN, PROPOSAL, run
from portal.ledger.writeoff import KEY, REASONS

MANDATE = SQLModel.metadata.tables["mandate"]
ENDS = ("running", "paid", "broken", "withdrawn", "replaced", "released")


def plans(session: Session, on: date) -> Figure:
    """Plans that run, and those that ended in the last months, by how they ended."""
    state = case((PLAN.c.ended_on.is_(None), "running"), else_=PLAN.c.end_reason)
    found = (
        select(state, func.count(), total(PLAN.c.total))
        .where(PLAN.c.ended_on.is_(None) | (PLAN.c.ended_on >= since(on)))
        .group_by(state)
    )
    rows = filled(ENDS, run(session, found), 2)
    return Figure("plans", "text", ("plans", "amount"), rows, ("plans",), adds_up=False)


def by_debit(session: Session, on: date) -> Figure:
    """Plans that run: by direct debit, and paid otherwise."""
    way = case((MANDATE.c.id.is_(None), "way-other"), else_="way-debit")
    runs = (MANDATE.c.plan_id == PLAN.c.id) & MANDATE.c.ended_on.is_(None)
    found = (
        select(way, func.count(), total(PLAN.c.monthly))
        .select_from(PLAN.outerjoin(MANDATE, runs))
        .where(PLAN.c.ended_on.is_(None), PLAN.c.made_on <= on)
        .group_by(way)
    )
    rows = filled(("way-debit", "way-other"), run(session, found), 2)
    return Figure("debit-share", "text", ("plans", "monthly"), rows, ("plans",))


def fees(session: Session, on: date) -> Figure:
    """Fees that were charged, month by month."""
    month = month_of(ENTRY.c.booked_on)
    found = (
        select(month, func.count(), total(ENTRY.c.amount))
        .where(ENTRY.c.kind == "fee", ENTRY.c.booked_on.between(since(on), on))
        .group_by(month)
    )
    rows = filled([str(first) for first in months_until(on)], run(session, found), 2)
    return Figure("fees", "month", ("fees", "amount"), rows, ("amount",))


def returned(session: Session, on: date) -> Figure:
    """Claims given back to the unit that sent them, and how many are still there."""
    still = count_if(GIVEN_BACK.c.state == "open")
    found = (
        select(CLAIM.c.unit, func.count(), still)
        .join(GIVEN_BACK, GIVEN_BACK.c.claim_id == CLAIM.c.id)
        .where(GIVEN_BACK.c.returned_on.between(since(on), on), GIVEN_BACK.c.state != "undone")
        .group_by(CLAIM.c.unit)
    )
    rows = ranked(run(session, found))
    return Figure("returned", "unit", ("returned", "still"), rows, ("returned", "still"))


def write_offs(session: Session, on: date) -> Figure:
    """What was written off in the last months, less what was taken back, by its cause."""
    of_proposal = ENTRY.c.key.like(literal(f"{KEY}%:") + PROPOSAL.c.ref + ":%")
    written = PROPOSAL.c.kind.in_((KEY,)) & (PROPOSAL.c.claim_id == ENTRY.c.claim_id)
    cause, amount = literal("cause-") + PROPOSAL.c.reason, taken_off("written_off")
    of_claims = (
        select(cause.label("cause"), amount.label("amount"))
        .select_from(ENTRY.join(PROPOSAL, written & of_proposal))
        .where(
            (ENTRY.c.debit == "written_off") | (ENTRY.c.credit == "written_off"),
            ENTRY.c.booked_on.between(since(on), on),
        )
        .group_by(PROPOSAL.c.reason, ENTRY.c.claim_id)
        .having(amount != 0)  # what was taken back in the same months was not written off
        .subquery()
    )
    found = select(of_claims.c.cause, func.count(), total(of_claims.c.amount)).group_by(
        of_claims.c.cause
    )
    rows = filled([f"cause-{one}" for one in REASONS], run(session, found), 2)
    return Figure("write-offs", "text", ("claims", "amount"), rows, ("amount",))


def remission(session: Session, on: date) -> Figure:
    """What was let go by a decision in the last months, by kind of claim."""
    off = taken_off("waived")
    of_claims = (
        select(CLAIM.c.kind, off.label("amount"))
        .join(ENTRY, ENTRY.c.claim_id == CLAIM.c.id)
        .where(
            (ENTRY.c.debit == "waived") | (ENTRY.c.credit == "waived"),
            ENTRY.c.booked_on.between(since(on), on),
        )
        .group_by(CLAIM.c.kind, CLAIM.c.id)
        .having(off != 0)
        .subquery()
    )
    found = select(of_claims.c.kind, func.count(), total(of_claims.c.amount)).group_by(
        of_claims.c.kind
    )
    rows = ranked(run(session, found), at=1)
    return Figure("remission", "kind", ("claims", "amount"), rows, ("amount",))
