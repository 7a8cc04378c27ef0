"""Payments as pages show them."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from portal.ledger.models import Claim
from portal.ledger.online.models import OnlinePayment
from portal.people.models import Person
from portal.record import find_one


def payment_of(session: Session, person_id: int, ref: str) -> OnlinePayment:
    """Return a person's own payment. Raises NotFound, also for someone else's."""
    return find_one(
        session,
        select(OnlinePayment).where(OnlinePayment.ref == ref, OnlinePayment.person_id == person_id),
    )


@dataclass(frozen=True)
class ToLookAt:
    """A payment with which something is the matter."""

    payment: OnlinePayment
    claim_number: str
    person_ref: str
    person_name: str


def to_look_at(session: Session, most: int) -> list[ToLookAt]:
    """Return the newest payments that a person must look at."""
    found = session.exec(
        select(OnlinePayment, Claim.number, Person.ref, Person.name)
        .join(Claim, col(Claim.id) == col(OnlinePayment.claim_id))
        .join(Person, col(Person.id) == col(OnlinePayment.person_id))
        .where(OnlinePayment.problem != "")
        .order_by(col(OnlinePayment.id).desc())
        .limit(most)
    )
    return [ToLookAt(*row) for row in found.all()]
