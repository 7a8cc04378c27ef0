"""Withholding from a benefit, with its letters: no amount is withheld that was not written first.

The notice names the claims and the amount (Awb art. 4:93 lid 2), and starts the time bar anew
where the law says so.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from portal.cases.letter_content import last_objection_day
from portal.cases.letters import iso, send
from portal.errors import NotNow
from portal.ledger import claims as ledger_claims
from portal.ledger.claims import ClaimView
from portal.ledger.setoff import arranging
from portal.ledger.setoff.allowed import Allowed, Means, allowed, is_here
from portal.ledger.setoff.models import Withholding
from portal.ledger.timebar.acts import record_interruption
from portal.municipality import Municipality
from portal.people.actors import Actor
from portal.people.models import Person

KIND = "withholding"
"""The kind of its letters and messages."""


def can_be_withheld(
    session: Session, town: Municipality, person_id: int, on: date
) -> list[ClaimView]:
    """Return the claims of a person that withholding could pay: owed here, and not withheld yet."""
    if not is_here(town):
        return []
    views = ledger_claims.views(session, person_id, on)
    return [
        view
        for view in views
        if view.takes_money
        and view.time_bar_on > on
        and not arranging.running_for(session, person_id, [view.id])
    ]


def most(
    session: Session,
    town: Municipality,
    person_id: int,
    claim_ids: Iterable[int],
    means: Means,
    on: date,
) -> Allowed:
    """Work out the most that may be withheld a month for these claims, by the rules of today."""
    views = ledger_claims.views(session, person_id, on, only=claim_ids)
    return allowed(town, views, means, on)


def arrange(
    session: Session,
    town: Municipality,
    staff: Actor,
    person: Person,
    claim_ids: Sequence[int],
    monthly: int,
    from_on: date,
    means: Means,
    *,
    on: date,
    now: datetime,
) -> Withholding:
    """Make an arrangement and write its notice. Raises NotAllowed, NotFound, NotNow."""
    assert person.id is not None
    if from_on < on:
        raise NotNow("error-day-needed")
    limit = most(session, town, person.id, claim_ids, means, on)
    made = arranging.arrange(
        session, staff, person.id, claim_ids, monthly, from_on, limit, on=on, now=now
    )
    for claim_id in claim_ids:
        key = f"withholding:{made.ref}:{claim_id}"
        record_interruption(session, town, claim_id, "set_off", on, key, staff.signature)
    told = {"act": "start", "monthly": monthly, "from": from_on.isoformat()}
    _write(session, town, made, told, limit.most, on, now)
    return made


def change(
    session: Session,
    town: Municipality,
    staff: Actor,
    made: Withholding,
    monthly: int,
    from_on: date,
    means: Means,
    *,
    seen: int,
    on: date,
    now: datetime,
) -> None:
    """Set another amount from a day on, with a letter. Raises NotAllowed, NotNow, Conflict."""
    if from_on < on:
        raise NotNow("error-day-needed")
    ids = arranging.claims_of(session, made)
    limit = most(session, town, made.person_id, ids, means, on)
    arranging.change(session, staff, made, monthly, from_on, limit, seen=seen, now=now)
    told = {"act": "change", "monthly": monthly, "from": from_on.isoformat()}
    _write(session, town, made, told, limit.most, on, now)


def end(
    session: Session,
    town: Municipality,
    staff: Actor,
    made: Withholding,
    from_on: date,
    reason: str,
    *,
    seen: int,
    on: date,
    now: datetime,
) -> None:
    """Withhold nothing from a day on, with a letter. Raises NotAllowed, NotNow, Conflict."""
    if from_on < on:
        raise NotNow("error-day-needed")
    arranging.end(session, staff, made, from_on, reason, seen=seen, now=now)
    told = {"act": "end", "from": from_on.isoformat(), "reason": reason.strip()}
    _write(session, town, made, told, None, on, now)


def _write(
    session: Session,
    town: Municipality,
    made: Withholding,
    told: dict[str, Any],
    limit: int | None,
    on: date,
    now: datetime,
) -> None:
    ids = arranging.claims_of(session, made)
    claims = [
        {"number": view.number, "description": view.description, "balance": view.balance}
        for view in ledger_claims.views(session, made.person_id, on, only=ids)
    ]
    content = {
        "claims": claims,
        "most": limit,
        "objection_until": iso(last_objection_day(town, on)),
        **told,
    }
    send(
        session,
        key=f"withholding:{made.ref}:{made.version}",
        person_id=made.person_id,
        kind=KIND,
        content=content,
        made_on=on,
        now=now,
        claim_id=ids[0],
    )
