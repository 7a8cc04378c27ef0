"""A payment for a person and not for one claim: over what they owe, in the municipality's order."""

from datetime import date

from sqlmodel import Session, select

from portal.errors import NotNow
from portal.ledger import claims as ledger_claims
from portal.ledger.sources import Source
from portal.ledger.suspense import Act, spread
from portal.municipality import Municipality
from portal.people.models import Person
from portal.record import find_one
from portal.rules.claim_order import Owed, in_order


def claims_in_order(
    session: Session, town: Municipality, person_id: int, on: date
) -> list[ledger_claims.ClaimView]:
    """Return a person's open claims in the order a payment is set against them."""
    views = {
        view.ref: view for view in ledger_claims.views(session, person_id, on) if view.takes_money
    }
    owed = [
        Owed(
            view.ref,
            view.kind,
            view.arose_on,
            view.due_on,
            town.claim_kind(view.kind, on).fine,
        )
        for view in views.values()
    ]
    orders, taxed = town.terms.names("claim_order", on), town.terms.names("taxed_kinds", on)
    return [views[ref] for ref in in_order(owed, orders, taxed, on)]


def spread_over_person(
    session: Session, town: Municipality, source: Source, person_ref: str, act: Act, on: date
) -> int:
    """Set waiting money against all a person owes, in order; return how much went, in minor units.

    Raises NotFound, and NotNow when nothing waits or they owe nothing.
    """
    person = find_one(session, select(Person).where(Person.ref == person_ref))
    assert person.id is not None
    refs = [view.ref for view in claims_in_order(session, town, person.id, on)]
    if not refs:
        raise NotNow("error-nothing-owed")
    return spread(session, source, refs, act)
