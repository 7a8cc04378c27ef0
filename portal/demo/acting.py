"""Who acts for whom in the demo: for firms, with a mandate, and with a view that is lent."""

from datetime import date, datetime

from sqlmodel import Session, select

from portal.cases.lending import ALL, Wanted, lend
from portal.demo.people import DemoFile
from portal.municipality import Municipality
from portal.people.acting import leave
from portal.people.acting.asking import CAPACITIES
from portal.people.acting.asking import RIGHTS as MANDATE
from portal.people.acting.lending import Told
from portal.people.actors import person_actor, staff_actor
from portal.people.firm.roles import RIGHTS
from portal.people.models import Person, StaffMember
from portal.tokens import Tokens

ONCE = "demo"
"""Stands for the page on which a view was lent: with it the demo knows its code."""
_DAY = 24


def let_act(session: Session, file: DemoFile, today: date, now: datetime) -> None:
    """Let people act for the businesses that the file names, and with mandates staff accepted."""
    worker = session.exec(select(StaffMember).where(StaffMember.role == "case_worker")).first()
    assert worker is not None
    for told in file.people:
        for ref, role in told.get("acts_for", {}).items():
            firm, helper = _person(session, ref), _person(session, told["ref"])
            terms = leave.Terms("firm", RIGHTS[role], today, capacity=role)
            leave.give(session, person_actor(firm), firm, helper, terms, now)
        for ref, capacity in told.get("mandates", {}).items():
            principal, helper = _person(session, ref), _person(session, told["ref"])
            rights = MANDATE["everything"]
            terms = leave.Terms(CAPACITIES[capacity], rights, today, capacity=capacity)
            leave.give(session, staff_actor(worker), principal, helper, terms, now)


def lend_views(
    session: Session,
    town: Municipality,
    file: DemoFile,
    *,
    tokens: Tokens,
    today: date,
    now: datetime,
) -> None:
    """Let the people that the file names lend all they owe, for as long as one can."""
    most_days = town.terms.number("loan_most_days", today)
    for told in file.people:
        if "lends" in told:
            wanted = Wanted(ALL, told["lends"], most_days * _DAY, Told("me"), ONCE)
            by = person_actor(_person(session, told["ref"]))
            lend(
                *(session, by, wanted),
                tokens=tokens,
                country=town.country,
                most_days=most_days,
                now=now,
                on=today,
            )


def _person(session: Session, ref: str) -> Person:
    return session.exec(select(Person).where(Person.ref == ref)).one()
