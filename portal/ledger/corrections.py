"""Correcting a claim by hand: charged too much or too little, or a fee let go, each with a reason.

Small ones one person does alone; above the municipality's limit a second person signs too.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from portal.errors import NotNow
from portal.ledger import balances, proposals
from portal.ledger.locks import lock_claims
from portal.ledger.models import Claim
from portal.ledger.origin.credits import Wanted, charged, credit
from portal.ledger.plans.following import followed
from portal.ledger.postings import Booking, post, waive
from portal.ledger.records import Proposal
from portal.municipality import Municipality
from portal.people.actors import Actor, Permission
from portal.people.outbox import tell
from portal.record import find_one

KIND = "correction"
WHATS = ("too_high", "too_low", "fee")
"""The principal was charged too high, or too low; a fee is let go."""


@dataclass(frozen=True)
class Correction:
    """What somebody wants to correct, and why. The amount is in minor units."""

    key: str
    """Makes it safe to send twice."""
    claim_ref: str
    what: str
    amount: int
    reason: str


def most(session: Session, claim_id: int, what: str) -> int | None:
    """Return the most that can come off; None where something is added. Minor units."""
    if what == "fee":
        return balances.of_claim(session, claim_id).fee
    return charged(session, claim_id)["principal"] if what == "too_high" else None


def correct(
    session: Session,
    town: Municipality,
    staff: Actor,
    wanted: Correction,
    *,
    now: datetime,
    on: date,
) -> bool:
    """Correct a claim, or ask a second person to sign; return whether it is done.

    Raises NotAllowed, NotFound, and NotNow when the claim was handed over, so much is not there, or
    the reason is missing.
    """
    staff.must(Permission.CLAIM_CHANGE)
    claim = _claim(session, wanted.claim_ref)
    alone = wanted.amount <= town.terms.number("correction_alone", on)
    is_new = proposals.propose(
        session,
        proposals.New(
            key=f"{KIND}:{wanted.key}",
            kind=KIND,
            reason=f"correction-{wanted.what}".replace("_", "-"),
            made_on=on,
            claim_id=claim.id,
            person_id=claim.person_id,
            detail={"what": wanted.what, "amount": wanted.amount},
            signatures=1 if alone else 2,
        ),
    )
    proposal = session.exec(select(Proposal).where(Proposal.key == f"{KIND}:{wanted.key}")).one()
    if not is_new:
        return proposal.state == "yes"
    _check(session, claim, wanted.what, wanted.amount)
    return answer(session, staff, proposal, "yes", wanted.reason, seen=1, now=now, on=on)


def answer(
    session: Session,
    staff: Actor,
    proposal: Proposal,
    says: str,
    reason: str,
    *,
    seen: int,
    now: datetime,
    on: date,
) -> bool:
    """Keep what a person says of a correction; the last yes does it. Return whether it is done.

    Raises NotAllowed, Conflict, NotNow.
    """
    staff.must(Permission.CLAIM_CHANGE)
    told = {"seen": seen, "now": now, "on": on}
    if not proposals.answer(session, staff, proposal, says, reason, **told):  # type: ignore[arg-type]
        return False
    _do(session, proposal, now=now, on=on, actor=staff.signature)
    return True


def waiting(session: Session) -> list[tuple[Proposal, Claim]]:
    """Return the corrections that wait for a second person, oldest first."""
    found = (
        select(Proposal, Claim)
        .join(Claim, col(Claim.id) == Proposal.claim_id)
        .where(Proposal.kind == KIND, Proposal.state == "open")
        .order_by(col(Proposal.id))
    )
    return [(proposal, claim) for proposal, claim in session.exec(found).all()]


def _claim(session: Session, ref: str) -> Claim:
    return find_one(session, select(Claim).where(Claim.ref == ref))


def _check(session: Session, claim: Claim, what: str, amount: int) -> None:
    assert claim.id is not None
    lock_claims(session, [claim.id])
    if claim.stage == "transferred":
        raise NotNow("error-claim-transferred")
    limit = most(session, claim.id, what)
    if limit is not None and amount > limit:
        raise NotNow("error-credit-too-much")


def _do(session: Session, proposal: Proposal, *, now: datetime, on: date, actor: str) -> None:
    claim = session.get_one(Claim, proposal.claim_id)
    assert claim.id is not None
    what, amount = proposal.detail["what"], proposal.detail["amount"]
    _check(session, claim, what, amount)
    booking = Booking(key=proposal.key, booked_on=on, recorded_at=now, actor=actor)
    if what == "too_high":
        credit(session, Wanted(proposal.key, claim.id, amount, KIND, on), now=now, actor=actor)
    elif what == "fee":
        with followed(session, [claim.id], proposal.key, on=on, now=now):
            waive(session, claim.id, amount, ("fee",), **booking)
    else:
        _write_up(session, claim.id, amount, booking)
    tell(
        session,
        key=proposal.key,
        person_id=claim.person_id,
        kind=f"correction-{what}".replace("_", "-"),
        made_on=on,
        now=now,
        content={"amount": amount, "number": claim.number},
    )


def _write_up(session: Session, claim_id: int, amount: int, booking: Booking) -> None:
    post(
        session,
        key=f"{booking['key']}:1",
        booked_on=booking["booked_on"],
        recorded_at=booking["recorded_at"],
        debit="receivable_principal",
        credit="charged",
        amount=amount,
        claim_id=claim_id,
        kind="write_up",
        actor=booking["actor"],
    )
