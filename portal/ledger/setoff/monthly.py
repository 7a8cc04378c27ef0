"""What the benefits administration is to withhold in a month, claim by claim."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO

from sqlalchemy import bindparam, select
from sqlmodel import Session, col
from sqlmodel import select as choose

from portal import money
from portal.ledger.debtors import owed_by
from portal.ledger.models import Claim
from portal.ledger.setoff.arranging import amount_on, claims_of
from portal.ledger.setoff.models import Withholding
from portal.ledger.tables import INSTALMENT, PLAN_CLAIM, POSTPONEMENT, run
from portal.municipality import Municipality
from portal.people.models import Person
from portal.rules.days import months_on

PAUSES = "withholding_pauses"
"""The term that says whether more time to pay stops withholding."""


@dataclass(frozen=True)
class ToWithhold:
    """One line of the list. The amount is in minor units."""

    person_name: str
    claim_number: str
    payment_reference: str
    amount: int


_POSTPONED = select(POSTPONEMENT.c.claim_id).where(
    POSTPONEMENT.c.claim_id.in_(bindparam("ids", expanding=True)),
    POSTPONEMENT.c.from_on <= bindparam("last"),
    POSTPONEMENT.c.until_on >= bindparam("first"),
)
_DAYS = (
    select(PLAN_CLAIM.c.claim_id, INSTALMENT.c.due_on)
    .join(INSTALMENT, INSTALMENT.c.plan_id == PLAN_CLAIM.c.plan_id)
    .where(PLAN_CLAIM.c.claim_id.in_(bindparam("ids", expanding=True)))
    .where(PLAN_CLAIM.c.ended_on.is_(None))
)


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of a day's month."""
    first = day.replace(day=1)
    return first, months_on(first, 1) - timedelta(days=1)


def list_of_month(lines: Iterable[ToWithhold], day: date) -> str:
    """Return the list of a day's month as CSV, for who pays the benefits."""
    out = StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("month", "name", "claim", "payment_reference", "amount"))
    for one in lines:
        amount = money.plain(one.amount)
        rows.writerow(
            (f"{day:%Y-%m}", one.person_name, one.claim_number, one.payment_reference, amount)
        )
    return out.getvalue()


def to_withhold(session: Session, town: Municipality, day: date) -> list[ToWithhold]:
    """Return what is to be withheld in the month of a day: never more than is left of a claim.

    A claim that rests in that month is left out.
    """
    first, last = month_of(day)
    found = (
        choose(Withholding, Person)
        .join(Person, col(Person.id) == Withholding.person_id)
        .where(col(Withholding.ended_on).is_(None) | (col(Withholding.ended_on) > first))
        .order_by(col(Withholding.id))
    )
    return [
        line
        for made, person in session.exec(found).all()
        for line in _lines(session, town, made, person, first, last)
    ]


def resting(
    session: Session, town: Municipality, claim_ids: list[int], day: date
) -> frozenset[int]:
    """Return the claims for which nothing is withheld in the month of a day.

    More time to pay runs in it, or the plan leaves it out; where the municipality lets that count.
    """
    if not town.terms.number(PAUSES, day):
        return frozenset()
    first, last = month_of(day)
    values = {"ids": claim_ids, "first": first, "last": last}
    postponed = {row.claim_id for row in run(session, _POSTPONED, values)}
    days: dict[int, list[date]] = {}
    for row in run(session, _DAYS, {"ids": claim_ids}):
        days.setdefault(row.claim_id, []).append(row.due_on)
    left_out = {claim for claim, due in days.items() if _leaves_out(due, first, last)}
    return frozenset(postponed | left_out)


def _leaves_out(due: list[date], first: date, last: date) -> bool:
    """Whether a plan that began before a month and goes on after it has no instalment in it."""
    return min(due) < first and max(due) > last and not any(first <= day <= last for day in due)


def _lines(
    session: Session,
    town: Municipality,
    made: Withholding,
    person: Person,
    first: date,
    last: date,
) -> Iterator[ToWithhold]:
    held = amount_on(session, made, last)
    ids = claims_of(session, made)
    rest = held.monthly if held else 0
    still = resting(session, town, ids, first)
    owed = owed_by(session, made.person_id, ids)
    claims = choose(Claim).where(col(Claim.id).in_(ids)).order_by(col(Claim.due_on), col(Claim.id))
    for claim in session.exec(claims).all():
        assert claim.id is not None
        amount = min(rest, owed.get(claim.id, 0)) if claim.stage != "transferred" else 0
        if amount and claim.id not in still:
            rest -= amount
            yield ToWithhold(person.name, claim.number, claim.payment_reference, amount)
