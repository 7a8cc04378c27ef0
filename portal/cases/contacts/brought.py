"""What calls were followed by: money and plans within the municipality's number of days.

Followed by, not caused by: nobody knows what would have come without the call. The page
says so.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from portal.cases.contacts.log import NOT_SPOKEN
from portal.cases.contacts.models import MISTAKE, Contact
from portal.ledger.balances import taken_off
from portal.ledger.models import MONEY_IN
from portal.ledger.tables import CLAIM, ENTRY, PLAN, run
from portal.municipality import Municipality


@dataclass(frozen=True)
class Brought:
    """The calls of a period and what followed them."""

    since: date
    days: int
    """Days after a call in which something counts as following it."""
    calls: int
    spoken: int
    """Calls in which somebody was spoken with."""
    people: int
    """People who were spoken with."""
    paid: int
    """Of these, people for whose claims money came."""
    amount: int
    """That money, in minor units; each payment once."""
    plans: int
    """Of these, people with whom a plan was made."""


def brought(session: Session, town: Municipality, since: date, on: date) -> Brought:
    """Return what the calls by us since a day, up to this one, were followed by."""
    days = town.terms.number("call_follow_days", on)
    calls = _calls(session, since, on)
    spoken = [one for one in calls if one.outcome not in NOT_SPOKEN]
    first: dict[int, list[date]] = {}
    for one in spoken:
        first.setdefault(one.person_id, []).append(one.held_on)
    money = _money(session, first, days)
    return Brought(
        since=since,
        days=days,
        calls=len(calls),
        spoken=len(spoken),
        people=len(first),
        paid=sum(amount > 0 for amount in money.values()),
        amount=sum(money.values()),
        plans=len(_planned(session, first, days)),
    )


def _calls(session: Session, since: date, on: date) -> list[Contact]:
    replaced = select(Contact.replaces_id).where(col(Contact.replaces_id).is_not(None))
    found = select(Contact).where(
        Contact.channel == "phone",
        Contact.direction == "out",
        Contact.outcome != MISTAKE,
        col(Contact.held_on).between(since, on),
        col(Contact.id).not_in(replaced),
    )
    return list(session.exec(found).all())


def _follows(day: date, calls: list[date], days: int) -> bool:
    return any(call <= day <= call + timedelta(days=days) for call in calls)


def _money(session: Session, called: dict[int, list[date]], days: int) -> dict[int, int]:
    """What came in for the claims of each, by day, within the days of any of their calls."""
    if not called:
        return {}
    by_day = (
        sql(CLAIM.c.person_id, ENTRY.c.booked_on, taken_off(*MONEY_IN).label("amount"))
        .join(ENTRY, ENTRY.c.claim_id == CLAIM.c.id)
        .where(CLAIM.c.person_id.in_(sorted(called)))
        .where(ENTRY.c.booked_on >= min(min(calls) for calls in called.values()))
        .group_by(CLAIM.c.person_id, ENTRY.c.booked_on)
    )
    found = dict.fromkeys(called, 0)
    for row in run(session, by_day):
        if _follows(row.booked_on, called[row.person_id], days):
            found[row.person_id] += int(row.amount)
    return found


def _planned(session: Session, called: dict[int, list[date]], days: int) -> set[int]:
    if not called:
        return set()
    made = sql(PLAN.c.person_id, PLAN.c.made_on).where(PLAN.c.person_id.in_(sorted(called)))
    return {
        row.person_id
        for row in run(session, made)
        if _follows(row.made_on, called[row.person_id], days)
    }
