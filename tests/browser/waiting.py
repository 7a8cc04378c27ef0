"""Requests that wait for staff, sent without a browser."""

from collections.abc import Mapping

from sqlmodel import select

from portal.cases import drafts, sending
from portal.ledger import claims
from portal.people.actors import person_actor
from portal.people.models import Person
from tests.browser.site import Site

OFFER: Mapping[str, object] = {
    "way": "monthly",
    "monthly": 10_00,
    "household": "single",
    "pension_age": "none",
    "benefit": False,
    "income": {"amount": 1_600_00, "period": "month"},
    "assets": 0,
    "circumstances": ["health"],
    "story": "I was ill this spring.",
}
"""What someone alone tells who offers ten a month: less than the rules give, so people decide."""


def request_waits(site: Site, ref: str, told: Mapping[str, object] = OFFER) -> str:
    """Let someone of the demo ask to pay all they owe in parts; return the request's reference."""
    portal = site.app.extensions["portal"]
    now, on = portal.clock.now(), portal.clock.today()
    with portal.database.unit_of_work() as session:
        person = session.exec(select(Person).where(Person.ref == ref)).one()
        owed = [one.ref for one in claims.views(session, person.id, on) if one.parts.principal]
        case = drafts.begin(session, person_actor(person), "plan", owed, now)
        for question, value in told.items():
            drafts.answer(session, case, question, value, now)
        given = {"warnings": {}, "language": "en", "now": now, "on": on}
        sending.send(session, portal.town, person_actor(person), case, seen=case.version, **given)
        return str(case.ref)
