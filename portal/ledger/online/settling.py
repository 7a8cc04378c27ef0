"""What the provider tells of a payment, in the books: each thing once, in whatever order it comes.

Nothing else changes how a payment stands: not the page people come back to, not what calls us.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from portal.clock import day_at
from portal.errors import Conflict
from portal.ledger import on_its_way
from portal.ledger.bankdays import add_bank_days
from portal.ledger.incoming import Money, receive
from portal.ledger.interest import settled
from portal.ledger.locks import lock
from portal.ledger.models import Claim, Incoming, PlanClaim
from portal.ledger.online.books import Books
from portal.ledger.online.models import FINAL, OnlinePayment
from portal.ledger.online.returning import money_back
from portal.ledger.postings import Booking, take_from_suspense
from portal.ledger.sources import Source
from portal.ledger.tables import ONLINE
from portal.people import audit
from portal.ports.payments import PaymentState

ACTOR = "provider"


def settle(session: Session, payment_id: int, told: PaymentState, books: Books) -> OnlinePayment:
    """Bring a payment to where the provider says it is; telling it again changes nothing.

    Raises Conflict when what is told is about another payment.
    """
    lock(session, ONLINE, [payment_id])
    payment = session.get_one(OnlinePayment, payment_id)
    session.refresh(payment)
    if payment.provider_id not in (None, told.id) or told.reference != payment.ref:
        raise Conflict
    payment.provider_id = told.id
    if told.currency != payment.currency:
        payment.problem = "currency"
    elif told.state == "paid":
        _paid(session, payment, told, books)
    elif payment.state != "paid" and not (payment.state in FINAL and told.state not in FINAL):
        _not_paid(session, payment, told, books)
    session.flush()
    return payment


def _not_paid(session: Session, payment: OnlinePayment, told: PaymentState, books: Books) -> None:
    payment.state = told.state
    payment.checkout_url, payment.expires_at = told.checkout_url, told.expires_at
    session.flush()
    if told.state in FINAL:
        on_its_way.end(session, payment, books.on)
    elif told.state != "open":
        until = add_bank_days(payment.started_on, books.wait_days, books.country)
        on_its_way.tell_of(session, payment, until, books.now)


def _paid(session: Session, payment: OnlinePayment, told: PaymentState, books: Books) -> None:
    if payment.state != "paid":
        _book(session, payment, told, books)
    incoming = session.exec(select(Incoming).where(Incoming.key == _money_key(told.id))).one()
    for back in told.back:
        money_back(session, payment, incoming, back, books)


def _book(session: Session, payment: OnlinePayment, told: PaymentState, books: Books) -> None:
    """Set what came against the claim, then against others of its plan; what is left waits."""
    payment.state, payment.paid_amount = "paid", told.amount
    payment.paid_on = _day(told.paid_at, payment, books)
    payment.problem = "amount" if told.amount != payment.amount else ""
    payment.checkout_url, payment.expires_at = "", None
    money = Money(
        key=_money_key(told.id),
        kind="online",
        received_on=payment.paid_on,
        amount=told.amount,
        person_id=payment.person_id,
        reference=payment.ref,
    )
    first, *others = _claims(session, payment)
    target = None if first.stage == "transferred" else first.id
    paid = receive(session, money, target, books.order, now=books.now, actor=ACTOR)
    if paid.rest:
        _spread(session, payment, others, books)
    on_its_way.end(session, payment, books.on)
    audit.record(session, books.now, ACTOR, "payment:paid", f"claim:{first.ref}", payment.ref)


def _spread(
    session: Session, payment: OnlinePayment, claims: Sequence[Claim], books: Books
) -> None:
    assert payment.provider_id is not None
    assert payment.paid_on is not None
    incoming = session.exec(
        select(Incoming).where(Incoming.key == _money_key(payment.provider_id))
    ).one()
    assert incoming.id is not None
    for claim in claims:
        assert claim.id is not None
        booking = Booking(
            key=f"in:{incoming.key}:claim:{claim.id}",
            booked_on=payment.paid_on,
            recorded_at=books.now,
            actor=ACTOR,
            incoming_id=incoming.id,
        )
        with settled(session, claim.id, booking):
            source = Source.other(incoming.id)
            take_from_suspense(session, source, claim.id, books.order, **booking)


def _claims(session: Session, payment: OnlinePayment) -> list[Claim]:
    """The claim the payer chose, then the others of its plan that are still here."""
    chosen = session.get_one(Claim, payment.claim_id)
    session.refresh(chosen)
    if payment.plan_id is None:
        return [chosen]
    ids = select(PlanClaim.claim_id).where(PlanClaim.plan_id == payment.plan_id)
    others = session.exec(
        select(Claim)
        .where(col(Claim.id).in_(ids), Claim.id != chosen.id, Claim.stage != "transferred")
        .order_by(col(Claim.due_on), col(Claim.id))
    )
    return [chosen, *others]


def _day(at: datetime | None, payment: OnlinePayment, books: Books) -> date:
    """The day it was paid in this country; never before it began, nor after today."""
    day = day_at(books.zone, at) if at else books.on
    return max(payment.started_on, min(day, books.on))


def _money_key(provider_id: str) -> str:
    return f"online:{provider_id}"
