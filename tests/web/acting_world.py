"""Somebody who lent a view, and somebody who may act for another."""

from typing import Any

from flask import Flask
from sqlmodel import Session, select

from portal.cases.lending import Wanted, lend
from portal.people.acting import asking, leave
from portal.people.acting.leave import Terms
from portal.people.acting.lending import Told
from portal.people.actors import Permission, person_actor
from portal.people.models import Person
from tests.web.conftest import TODAY, moment

OWNER, HELPER, THIRD = "demo-several", "demo-couple", "demo-over-minimum"


def find(session: Session, ref: str) -> Person:
    """Someone of the demo."""
    return session.exec(select(Person).where(Person.ref == ref)).one()


def acting_names(app: Flask) -> dict[str, str]:
    """Return the references, and the code, of what is lent and given."""
    portal: Any = app.extensions["portal"]
    with portal.database.unit_of_work() as session:
        owner, helper = find(session, OWNER), find(session, HELPER)
        by = person_actor(owner)
        made, code = lend(
            session,
            by,
            Wanted("all", "look", 24, Told("me"), "x"),
            country="NL",
            tokens=portal.tokens,
            most_days=30,
            now=portal.clock.now(),
            on=TODAY,
        )
        terms = Terms("standing", frozenset({Permission.OWN_CLAIMS}), TODAY, capacity="authorised")
        given = leave.give(session, by, owner, helper, terms, moment())
        wanted = asking.Wanted(
            asked_as="principal",
            other=asking.Other("bsn", "999990135", "Somebody Kind"),
            capacity="administrator",
            rights="look",
            evidence="The decision of the court.",
            paper="",
            until_on=None,
            once="x",
        )
        ask = asking.ask(session, by, wanted, portal.settings.identity_key, moment())
        third = leave.give(session, by, owner, find(session, THIRD), terms, moment())
        names = {"loan": made.ref, "code": code, "leave": given.ref}
        return names | {"acting-ask": ask.ref, "third-leave": third.ref}
