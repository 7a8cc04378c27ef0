"""Money on its way: told by who paid, or by the provider; for some bank days nothing gets worse.

It ends when money comes for the claim, when the payment fails, or when those days are over.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, and_, exists, or_, select
from sqlmodel import Session, col
from sqlmodel import select as choose

from portal.errors import NotNow
from portal.ledger import own
from portal.ledger.bankdays import add_bank_days
from portal.ledger.locks import lock_claims
from portal.ledger.models import MONEY_IN, PlanClaim
from portal.ledger.online.models import OnItsWay, OnlinePayment
from portal.ledger.tables import CLAIM, ENTRY, ON_ITS_WAY, insert_once
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.rules.terms import Terms

_CAME = (
    select(ENTRY.c.id)
    .where(
        ENTRY.c.claim_id == ON_ITS_WAY.c.claim_id,
        ENTRY.c.debit.in_(MONEY_IN),
        ENTRY.c.recorded_at > ON_ITS_WAY.c.told_at,
    )
    .correlate(ON_ITS_WAY)
    .exists()
)
"""Money was set against the claim since."""


def is_on_its_way(on: date) -> ColumnElement[bool]:
    """Whether money is on its way on this day, as a condition on rows of the claim table."""
    return exists().where(ON_ITS_WAY.c.claim_id == CLAIM.c.id, is_open(on))


def awaited(
    session: Session, claim_ids: Iterable[int], on: date, person_id: int | None = None
) -> dict[int, list[OnItsWay]]:
    """Return what is on its way to these claims on this day, or of one person's, oldest first."""
    found: dict[int, list[OnItsWay]] = {}
    wanted = choose(OnItsWay).where(col(OnItsWay.claim_id).in_(sorted(set(claim_ids))))
    if person_id is not None:
        wanted = wanted.where(OnItsWay.person_id == person_id)
    for row in session.exec(wanted.where(is_open(on)).order_by(col(OnItsWay.id))):
        found.setdefault(row.claim_id, []).append(row)
    return found


def tell(
    session: Session,
    payer: Actor,
    claim_ref: str,
    *,
    terms: Terms,
    country: str,
    on: date,
    now: datetime,
) -> OnItsWay:
    """Note that someone says they paid by bank today; saying it again the same day adds nothing.

    Raises NotFound, NotAllowed, and NotNow when nothing is left to pay here, or when this was said
    not long ago and no money came since.
    """
    payer.must(Permission.OWN_PAY)
    view = own.claim(session, payer, claim_ref, on)
    lock_claims(session, [view.id])
    if not view.takes_money:
        is_gone = view.phase == "transferred"
        raise NotNow("error-pay-transferred" if is_gone else "error-claim-closed")
    again_after = timedelta(days=terms.number("on_its_way_again_days", on))
    said = _said(session, view.id, payer.id, on - again_after)
    if said is not None and said.from_on != on:
        raise NotNow("error-said-before")
    if said is None:
        key = f"bank:{view.id}:{payer.id}:{on.isoformat()}"
        values = {
            "key": key,
            "claim_id": view.id,
            "person_id": payer.id,
            "amount": view.to_pay_now or view.balance,
            "from_on": on,
            "until_on": add_bank_days(on, terms.number("on_its_way_days", on), country),
            "told_at": now,
        }
        insert_once(session, ON_ITS_WAY, values, "key")
        audit.record(session, now, payer.signature, "payment:said", f"claim:{view.ref}")
        said = session.exec(choose(OnItsWay).where(OnItsWay.key == key)).one()
    return said


def tell_of(session: Session, payment: OnlinePayment, until: date, now: datetime) -> None:
    """Note that the provider has a payment under way."""
    for claim_id in _claims_of(session, payment):
        values = {
            "key": f"online:{payment.ref}:{claim_id}",
            "claim_id": claim_id,
            "person_id": payment.person_id,
            "payment_id": payment.id,
            "amount": payment.amount,
            "from_on": payment.started_on,
            "until_on": until,
            "told_at": now,
        }
        insert_once(session, ON_ITS_WAY, values, "key")


def end(session: Session, payment: OnlinePayment, on: date) -> None:
    """Wait no longer for a payment: it came, or it will not."""
    rows = choose(OnItsWay).where(OnItsWay.payment_id == payment.id)
    for row in session.exec(rows.where(col(OnItsWay.ended_on).is_(None))):
        row.ended_on = on
    session.flush()


def _claims_of(session: Session, payment: OnlinePayment) -> list[int]:
    if payment.plan_id is None:
        return [payment.claim_id]
    ids = choose(PlanClaim.claim_id).where(PlanClaim.plan_id == payment.plan_id)
    return sorted({payment.claim_id, *session.exec(ids)})


def _said(session: Session, claim_id: int, person_id: int, since: date) -> OnItsWay | None:
    """The last time this person said so of this claim, when no money came for it since."""
    wanted = choose(OnItsWay).where(
        OnItsWay.claim_id == claim_id,
        OnItsWay.person_id == person_id,
        col(OnItsWay.payment_id).is_(None),
        col(OnItsWay.from_on) > since,
        ~_CAME,
    )
    return session.exec(wanted.order_by(col(OnItsWay.id).desc())).first()


def is_open(on: date | BindParameter[date]) -> ColumnElement[bool]:
    """Whether a row tells of money that is still waited for on this day."""
    return and_(
        ON_ITS_WAY.c.from_on <= on,
        ON_ITS_WAY.c.until_on >= on,
        or_(ON_ITS_WAY.c.ended_on.is_(None), ON_ITS_WAY.c.ended_on > on),
        ~_CAME,
    )
