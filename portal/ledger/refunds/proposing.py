"""One person proposes a refund, another one approves it or says no; until it is paid it is undone.

Nothing moves before the second person: till then the money waits, or stands on its claim.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select
from stdnum import iban

from portal.errors import Conflict, NotNow
from portal.ledger import balances
from portal.ledger.models import Claim
from portal.ledger.refunds import books, references
from portal.ledger.refunds.models import OPEN, Refund
from portal.ledger.sources import Source, hold_still
from portal.ledger.suspense import Act, on_components, undo_match
from portal.people.actors import Actor, Permission
from portal.people.refs import new_ref
from portal.record import add_row, change_row, find_one


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to give back. Amounts are minor units."""

    source: Source
    amount: int
    reason: str
    way: str = "account"
    account: str = ""
    name: str = ""
    claim_ref: str = ""
    """The claim it is about, if any."""
    off_claim: bool = False
    """Whether the money stands on that claim, and was paid there wrongly."""
    seen: int | None = None
    """How much could be paid back when somebody looked."""


def is_iban(text: str) -> bool:
    """Whether this is an account number that can exist."""
    return bool(iban.is_valid(text))


def free(session: Session, source: Source, on_claim: int | None = None) -> int:
    """Return how much can be proposed: what waits, or stands on this claim, less what is already.

    Minor units.
    """
    if on_claim is None:
        there = balances.in_suspense(session, source)
    else:
        there = sum(on_components(session, source, on_claim).values())
    asked = select(func.coalesce(func.sum(Refund.amount), 0)).where(
        Refund.state == "proposed",
        col(Refund.bank_line_id).is_not_distinct_from(source.bank_line_id),
        col(Refund.incoming_id).is_not_distinct_from(source.incoming_id),
        col(Refund.off_claim).is_(on_claim is not None),
    )
    if on_claim is not None:
        asked = asked.where(Refund.claim_id == on_claim)
    return there - int(session.exec(asked).one())


def propose(session: Session, staff: Actor, wanted: Wanted, *, now: datetime, on: date) -> Refund:
    """Propose a refund; what the night prepared of the same money falls away.

    Raises NotAllowed, NotFound, Conflict when there is not as much as was seen, and NotNow when so
    much is not there or the account cannot exist.
    """
    staff.must(Permission.PAYMENT_REFUND)
    hold_still(session, wanted.source)
    about = claim_id(session, wanted.claim_ref)
    most = free(session, wanted.source, about if wanted.off_claim else None)
    if wanted.seen not in (None, most):
        raise Conflict
    if wanted.amount > most:
        raise NotNow("error-refund-too-much")
    if wanted.way == "account" and not is_iban(wanted.account):
        raise NotNow("error-iban")
    if not wanted.off_claim:
        _drop_prepared(session, wanted.source, staff)
    refund = add_row(session, _refund(wanted, about, staff, now, on))
    books.record(session, refund, "propose", now, staff.signature)
    return refund


def approve(
    session: Session,
    staff: Actor,
    refund: Refund,
    *,
    seen: int,
    order: tuple[str, ...],
    now: datetime,
    on: date,
) -> None:
    """Let a second person approve it: from now on the money is to be paid back.

    Raises NotAllowed, Conflict, and NotNow when it is the same person, it was answered, or the
    money is not there any more.
    """
    _second(staff, refund)
    source = books.source_of(refund)
    hold_still(session, source)
    _answer(session, staff, refund, seen, "approved", now, "")
    if refund.off_claim:
        claim = session.get_one(Claim, refund.claim_id)
        undo_match(session, source, claim.ref, Act(order, now, staff.signature), refund.amount)
    if balances.in_suspense(session, source) < refund.amount:
        raise NotNow("error-nothing-waits")
    books.book(session, refund, "approved", on=on, now=now, actor=staff.signature)
    books.inform(session, refund, "approved", on, now)


def reject(
    session: Session, staff: Actor, refund: Refund, reason: str, *, seen: int, now: datetime
) -> None:
    """Let a second person say no, with a reason. Raises NotAllowed, Conflict, NotNow."""
    _second(staff, refund)
    if not reason.strip():
        raise NotNow("error-reason-needed")
    _answer(session, staff, refund, seen, "rejected", now, reason.strip())


def undo(
    session: Session, staff: Actor, refund: Refund, *, seen: int, now: datetime, on: date
) -> None:
    """Take it back before it is paid: its money waits. Raises NotAllowed, Conflict, NotNow."""
    staff.must(Permission.PAYMENT_REFUND)
    if refund.state not in OPEN:
        raise NotNow("error-refund-closed")
    hold_still(session, books.source_of(refund))
    _undo(session, refund, seen, now=now, on=on, actor=staff.signature)


def fall_away(session: Session, source: Source, *, now: datetime, on: date, actor: str) -> None:
    """Undo what was to be paid back of a payment, because its money went another way."""
    for refund in _open(session, source):
        _undo(session, refund, refund.version, now=now, on=on, actor=actor)


def _undo(
    session: Session, refund: Refund, seen: int, *, now: datetime, on: date, actor: str
) -> None:
    was_approved = refund.state == "approved"
    change_row(session, refund, seen, state="undone", undone_by=actor)
    if was_approved:
        books.book(session, refund, "undone", on=on, now=now, actor=actor)
        books.inform(session, refund, "undone", on, now)
    books.record(session, refund, "undo", now, actor)


def _second(staff: Actor, refund: Refund) -> None:
    staff.must(Permission.PAYMENT_REFUND)
    if refund.state != "proposed":
        raise NotNow("error-refund-closed")
    if refund.proposed_by == staff.signature:
        raise NotNow("error-second-person")


def _answer(
    session: Session,
    staff: Actor,
    refund: Refund,
    seen: int,
    state: str,
    now: datetime,
    reason: str,
) -> None:
    who = {"answered_by": staff.signature, "answered_at": now, "answer_reason": reason}
    change_row(session, refund, seen, state=state, **who)
    books.record(session, refund, state, now, staff.signature)


def claim_id(session: Session, ref: str) -> int | None:
    """Return the id of the claim with this reference; None without one. Raises NotFound."""
    if not ref:
        return None
    claim = find_one(session, select(Claim).where(Claim.ref == ref))
    return claim.id


def _open(session: Session, source: Source) -> list[Refund]:
    found = select(Refund).where(
        col(Refund.state).in_(OPEN),
        col(Refund.bank_line_id).is_not_distinct_from(source.bank_line_id),
        col(Refund.incoming_id).is_not_distinct_from(source.incoming_id),
    )
    return list(session.exec(found.order_by(col(Refund.id))).all())


def _drop_prepared(session: Session, source: Source, staff: Actor) -> None:
    for refund in _open(session, source):
        if refund.state == "prepared":
            change_row(session, refund, refund.version, state="undone", undone_by=staff.signature)


def _refund(wanted: Wanted, claim_id: int | None, staff: Actor, now: datetime, on: date) -> Refund:
    ref = new_ref()
    return Refund(
        ref=ref,
        key=ref,
        reference=references.new(),
        **wanted.source.linked,
        claim_id=claim_id,
        off_claim=wanted.off_claim,
        amount=wanted.amount,
        way=wanted.way,
        payee_account=iban.compact(wanted.account) if wanted.way == "account" else "",
        payee_name=wanted.name.strip(),
        reason=wanted.reason.strip(),
        state="proposed",
        made_on=on,
        proposed_by=staff.signature,
        proposed_at=now,
    )
