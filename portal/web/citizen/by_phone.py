"""A page to read aloud on the telephone: a short number, what is owed, and what comes next."""

from datetime import timedelta

from werkzeug.wrappers import Response

from portal.cases.handling import own_cases, waiting_claims
from portal.ledger import own
from portal.ledger.debits import expected
from portal.people import phone
from portal.people.actors import Permission
from portal.web.citizen import citizen
from portal.web.claim_words import Meanwhile, row
from portal.web.context import moment
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs


@citizen.get("/by-phone")
@needs(Permission.OWN_MANAGE)
def by_phone() -> Response:
    """Show it in large print, with the number by which staff find this person."""
    parts, today, now = services(), services().clock.today(), services().clock.now()
    lasts = timedelta(minutes=parts.town.terms.number("phone_number_minutes", today))
    with parts.database.unit_of_work() as session:
        number, until = phone.number_for(
            session, actor(), lasts=lasts, tokens=parts.tokens, now=now
        )
    with parts.database.reading() as session:
        found = own.overview(session, actor(), today)
        waiting = waiting_claims(session, actor().id)
        taken = expected.of_views(session, (*found.open, *found.in_plan), today, waiting)
        cases = [one for one in own_cases(session, actor()) if one.is_open]
    first = found.first_due(waiting)
    meanwhile = Meanwhile(asked=waiting, collected=taken)
    return answer(
        "citizen/by_phone.html",
        number=f"{number[:3]} {number[3:]}",
        until=moment(until),
        total=found.total,
        claims=[row(parts.town, one, today, meanwhile) for one in (*found.open, *found.in_plan)],
        first=row(parts.town, first, today, meanwhile) if first else None,
        cases=cases,
    )
