"""Beginning a payment: what can be paid of a claim, and a row for it before anybody is asked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from sqlalchemy import func
from sqlmodel import Session, col, select

from portal.errors import Conflict, NotNow
from portal.ledger import claims, own
from portal.ledger.claims import ClaimView
from portal.ledger.locks import lock_claims
from portal.ledger.models import PlanClaim
from portal.ledger.online.models import UNFINISHED, OnlinePayment
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.people.refs import new_ref

KEY_LIFE = timedelta(hours=1)
"""How long the provider remembers that it was asked for a payment."""
MOST_AN_HOUR = 12
"""Payments one person may begin in an hour."""
_SPARE = timedelta(minutes=2)
"""A page that closes sooner than this is of no use to anybody."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants to pay."""

    claim_ref: str
    scope: str
    """`whole`, `instalment` or `amount`."""
    amount: int | None
    """With `amount` only, in minor units."""
    key: str
    """Drawn with the page, so that sending it twice begins one payment."""


@dataclass(frozen=True)
class Offer:
    """What can be paid of a claim now, in minor units."""

    whole: int
    instalment: int
    """The next one, or all that is missing; 0 without a plan, and where it is all that is left."""
    instalment_on: date | None
    least: int
    """The least amount of one's own choice."""


def offer(session: Session, view: ClaimView, on: date, least: int) -> Offer:
    """Return what can be paid of a claim. Raises NotNow where nothing can be paid here."""
    if view.phase == "transferred":
        raise NotNow("error-pay-transferred")
    if view.balance == 0:
        raise NotNow("error-claim-closed")
    due, due_on = 0, None
    if view.plan is not None and view.plan.progress.next_amount:
        together = claims.views(session, view.person_id, on, only=_in_plan(session, view.plan.id))
        due = min(view.to_pay_now, sum(one.balance for one in together))
        due_on = view.plan.progress.next_due
    return Offer(view.balance, due, due_on, min(least, view.balance))


def begin(
    session: Session,
    payer: Actor,
    wish: Wish,
    *,
    currency: str,
    least: int,
    on: date,
    now: datetime,
) -> OnlinePayment:
    """Write down that a payment begins, or return the unfinished one for the very same thing.

    Raises NotFound, NotAllowed; Conflict when the key was used for something else; NotNow when
    nothing can be paid, for an amount out of bounds, and for too many payments in an hour.
    """
    payer.must(Permission.OWN_PAY)
    view = own.claim(session, payer, wish.claim_ref, on)
    lock_claims(session, [view.id])
    earlier = _by_key(session, payer, view, wish)
    if earlier is not None:
        return earlier
    view = own.claim(session, payer, wish.claim_ref, on)
    amount = _amount(offer(session, view, on, least), wish)
    there = _unfinished(session, payer.id, view.id, wish.scope, amount, now)
    if there is not None:
        return there
    _not_too_often(session, payer.id, now)
    made = OnlinePayment(
        ref=new_ref(),
        key=_key(payer, wish),
        provider_key=str(uuid4()),
        person_id=payer.id,
        claim_id=view.id,
        plan_id=view.plan.id if view.plan and wish.scope == "instalment" else None,
        scope=wish.scope,
        amount=amount,
        currency=currency,
        started_on=on,
        started_at=now,
    )
    session.add(made)
    session.flush()
    audit.record(session, now, payer.signature, "payment:begin", f"claim:{view.ref}", made.ref)
    return made


def _amount(can: Offer, wish: Wish) -> int:
    """The amount of a wish, within its bounds. Raises NotNow."""
    amount = {"whole": can.whole, "instalment": can.instalment, "amount": wish.amount or 0}
    asked = amount[wish.scope]
    if wish.scope == "instalment" and not asked:
        raise NotNow("error-no-instalment")
    if wish.scope == "amount" and not can.least <= asked <= can.whole:
        raise NotNow("error-pay-amount")
    return asked


def _key(payer: Actor, wish: Wish) -> str:
    return f"{payer.ref}:{wish.key}"


def _by_key(session: Session, payer: Actor, view: ClaimView, wish: Wish) -> OnlinePayment | None:
    """The payment this page began before. Raises Conflict when it was for something else."""
    there = session.exec(
        select(OnlinePayment).where(OnlinePayment.key == _key(payer, wish))
    ).one_or_none()
    if there is None:
        return None
    if (there.claim_id, there.scope) != (view.id, wish.scope) or wish.amount not in (
        None,
        there.amount,
    ):
        raise Conflict
    return there


def _unfinished(
    session: Session, person_id: int, claim_id: int, scope: str, amount: int, now: datetime
) -> OnlinePayment | None:
    """A payment for the very same thing that can still be made."""
    found = session.exec(
        select(OnlinePayment)
        .where(
            OnlinePayment.person_id == person_id,
            OnlinePayment.claim_id == claim_id,
            OnlinePayment.scope == scope,
            OnlinePayment.amount == amount,
            col(OnlinePayment.state).in_(UNFINISHED),
        )
        .order_by(col(OnlinePayment.id).desc())
    ).all()
    return next((one for one in found if _is_alive(one, now)), None)


def _is_alive(payment: OnlinePayment, now: datetime) -> bool:
    if payment.state in ("pending", "authorized"):
        return True
    until = payment.expires_at or payment.started_at + KEY_LIFE
    return until > now + _SPARE


def _not_too_often(session: Session, person_id: int, now: datetime) -> None:
    counted = select(func.count()).where(
        OnlinePayment.person_id == person_id,
        col(OnlinePayment.started_at) > now - timedelta(hours=1),
    )
    if session.exec(counted).one() >= MOST_AN_HOUR:
        raise NotNow("error-pay-too-often")


def _in_plan(session: Session, plan_id: int) -> list[int]:
    ids = select(PlanClaim.claim_id).where(PlanClaim.plan_id == plan_id)
    return list(session.exec(ids).all())
