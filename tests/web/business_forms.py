"""The forms of a business, and what they are about."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Flask
from sqlmodel import col, select

from portal.ledger.models import Claim
from portal.people import tokens
from portal.people.actors import person_actor
from portal.people.firm import roles
from portal.people.models import Person

FIRM = "demo-business"
CASH: dict[str, object] = {
    "cash_in": "9000",
    "wages": "4000",
    "taxes": "1000",
    "rent": "900",
    "suppliers": "2000",
    "other_costs": "100",
}

BRANCH: dict[str, object] = {"number": "000099990015", "name": "North", "claims": [], "seen": ""}


def business_forms(form: Callable[..., Any]) -> list[Any]:
    """Return them, made with the class that the list of all forms uses."""
    period = {"first": "2026-01-01", "last": "2026-03-31"}
    key = {"once": "x", "name": "Books", "scopes": ["read:claims"], "days": "30"}
    invited = {"once": "x", "label": "Our bookkeeper", "role": "pay", "until": "2027-01-31"}
    bill, number = "/business/bills/{firm-claim}/invoice", {"number": "00000101"}
    return [
        form("business.choose_period", "firm", "/business/account", period),
        form("business.confirmations", "firm", "/business/confirmations", {"day": "2026-10-31"}),
        form("business.bill_invoice", "firm", bill, number, answers=200),
        form("business.cash_flow", "firm", "/business/cash-flow", CASH, answers=200),
        form("business.keys", "firm", "/business/keys", key, answers=200),
        form("staff.branch", "worker", "/staff/people/demo-business/branches/new", BRANCH),
        form("business.end_key", "firm", "/business/keys/{firm-key}/end", {}),
        form("business.people", "firm", "/business/people", invited, answers=200),
        form(
            "business.end_role",
            "firm",
            "/business/people/{firm-invitation}/end",
            {"what": "invitation"},
        ),
    ]


def firm_names(app: Flask) -> dict[str, str]:
    """A claim of the business, a key it made, and an invitation that waits."""
    parts = app.extensions["portal"]
    now, today = parts.clock.now(), parts.clock.today()
    with parts.database.unit_of_work() as session:
        person = session.exec(select(Person).where(Person.ref == FIRM)).one()
        wanted = select(Claim.ref).where(Claim.person_id == person.id).order_by(col(Claim.id))
        actor = person_actor(person)
        token, _ = tokens.make(
            session,
            parts.tokens,
            actor,
            once="1",
            name="Old books",
            scopes=["read:claims"],
            last_day=date(2027, 1, 1),
            on=today,
            now=now,
        )
        given = {"once": "1", "label": "Anna", "role": "see", "until_on": None}
        roles.invite(session, parts.tokens, actor, **given, on=today, now=now)  # type: ignore[arg-type]
        (invitation,) = roles.invitations(session, actor, today)
        claim = session.exec(wanted).first()
        return {"firm-claim": claim, "firm-key": token.ref, "firm-invitation": invitation.ref}
