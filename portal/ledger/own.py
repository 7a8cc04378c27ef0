"""What someone signed in finds of their own, or of whom they act for: claims, plans, payments.

A look-up here goes through the actor, so that who is limited to some records finds no others.
"""

from dataclasses import replace
from datetime import date

from sqlmodel import Session, select

from portal.errors import NotFound
from portal.ledger import claims, plans
from portal.ledger.claims import ClaimView, Overview
from portal.ledger.models import Claim, Plan, PlanClaim
from portal.ledger.online.models import OnlinePayment
from portal.ledger.online.reading import payment_of
from portal.people.actors import Actor


def claim(session: Session, actor: Actor, ref: str, on: date) -> ClaimView:
    """Return one's own claim. Raises NotFound, also for one out of reach."""
    if actor.is_staff or not actor.sees_claim(ref):
        raise NotFound
    return claims.claim_for(session, actor.id, ref, on)


def views(session: Session, actor: Actor, on: date) -> list[ClaimView]:
    """Return one's own claims, what is due first in front."""
    return [one for one in claims.views(session, actor.id, on) if actor.sees_claim(one.ref)]


def overview(session: Session, actor: Actor, on: date) -> Overview:
    """Return one's own claims, kept apart by where they stand."""
    found = claims.overview(session, actor.id, on)
    if actor.only is None:
        return found

    def seen(these: tuple[ClaimView, ...]) -> tuple[ClaimView, ...]:
        return tuple(one for one in these if actor.sees_claim(one.ref))

    return replace(
        found,
        open=seen(found.open),
        in_plan=seen(found.in_plan),
        transferred=seen(found.transferred),
        closed=seen(found.closed),
    )


def plan(session: Session, actor: Actor, ref: str) -> Plan:
    """Return one's own plan. Raises NotFound; also where one of its claims is out of reach."""
    found = plans.of_person(session, actor.id, ref)
    joined = select(Claim.ref).join(PlanClaim).where(PlanClaim.plan_id == found.id)
    if actor.is_staff or not all(actor.sees_claim(one) for one in session.exec(joined)):
        raise NotFound
    return found


def payment(session: Session, actor: Actor, ref: str) -> OnlinePayment:
    """Return one's own payment. Raises NotFound, also for one of a claim out of reach."""
    found = payment_of(session, actor.id, ref)
    if actor.is_staff or not actor.sees_claim(session.get_one(Claim, found.claim_id).ref):
        raise NotFound
    return found
