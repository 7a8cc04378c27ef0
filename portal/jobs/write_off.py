"""What two people's yes to a write-off does, and to taking one back: the books, and a letter."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from portal.cases import letters
from portal.errors import NotNow
from portal.jobs.answers_given import Said
from portal.ledger import balances, debtors, proposals, writeoff
from portal.ledger.listed import Listed
from portal.ledger.locks import lock_claims
from portal.ledger.models import Claim
from portal.ledger.records import WAITING, Proposal
from portal.people.actors import Actor, Permission
from portal.people.models import Person

KIND, UNDO = "write-off", "write-off-undo"


def carry_out(said: Said) -> None:
    """Write the claim off and tell everyone who owes it. Raises NotNow when it cannot be done."""
    claim = said.claim()
    if claim.stage == "transferred":
        raise NotNow("error-handed-over")
    amount = writeoff.write_off(
        said.session,
        _id(claim),
        said.proposal.ref,
        order=said.town.payment.imputation,
        on=said.on,
        now=said.now,
        actor=said.staff.signature,
    )
    _tell(said, claim, KIND, {"amount": amount, "reason": said.proposal.reason})


def ask(
    session: Session,
    staff: Actor,
    claim: Claim,
    reason: str,
    words: str,
    *,
    on: date,
    now: datetime,
) -> None:
    """Propose that a claim is written off, with the first of its two signatures.

    Raises NotAllowed, and NotNow when nothing is left of it here, or when it was proposed already.
    """
    staff.must(Permission.PROPOSAL_ANSWER)
    lock_claims(session, [_id(claim)])
    left = balances.of_claim(session, _id(claim)).total
    if claim.stage == "transferred":
        raise NotNow("error-handed-over")
    if not left:
        raise NotNow("error-nothing-owed")
    if _is_waiting(session, _id(claim)):
        raise NotNow("error-write-off-waits")
    key = f"{KIND}:{_id(claim)}:{reason}:{on}"
    proposals.propose(
        session,
        proposals.New(
            key=key,
            kind=KIND,
            reason=reason,
            made_on=on,
            claim_id=claim.id,
            detail={"balance": left, "time_bar_on": claim.time_bar_on.isoformat()},
            signatures=2,
        ),
    )
    _sign(session, staff, key, words, on=on, now=now)


def _is_waiting(session: Session, claim_id: int) -> bool:
    found = select(Proposal.id).where(
        Proposal.claim_id == claim_id,
        Proposal.kind == KIND,
        col(Proposal.state).in_(WAITING),
    )
    return session.exec(found).first() is not None


def _sign(session: Session, staff: Actor, key: str, words: str, *, on: date, now: datetime) -> None:
    """Say the first of two yeses."""
    asked = session.exec(select(Proposal).where(col(Proposal.key) == key)).one()
    proposals.answer(session, staff, asked, "yes", words, seen=asked.version, now=now, on=on)


def ask_back(said: Said) -> None:
    """Propose that a write-off is taken back, with the first of its two signatures."""
    if not writeoff.written_off_by(said.session, _id(said.claim()), said.proposal.ref):
        raise NotNow("error-not-written-off")
    key = f"{UNDO}:{said.proposal.ref}"
    proposals.propose(
        said.session,
        proposals.New(
            key=key,
            kind=UNDO,
            reason="write_off_undo",
            made_on=said.on,
            claim_id=said.proposal.claim_id,
            detail={"write_off": said.proposal.ref},
            signatures=2,
        ),
    )
    _sign(said.session, said.staff, key, said.reason, on=said.on, now=said.now)


def taken_back(session: Session, found: Iterable[Listed]) -> set[str]:
    """Return the refs of those proposals whose write-off was taken back."""
    ids = [one.proposal.claim_id for one in found if one.proposal.kind == KIND]
    if not ids:
        return set()
    undone = select(Proposal).where(
        Proposal.kind == UNDO, Proposal.state == "yes", col(Proposal.claim_id).in_(ids)
    )
    return {one.detail["write_off"] for one in session.exec(undone).all()}


def take_back(said: Said) -> None:
    """Book the write-off back and tell everyone who owes the claim again."""
    claim = said.claim()
    amount = writeoff.reverse(
        said.session,
        _id(claim),
        said.proposal.detail["write_off"],
        on=said.on,
        now=said.now,
        actor=said.staff.signature,
    )
    _tell(said, claim, UNDO, {"amount": amount})


def _tell(said: Said, claim: Claim, kind: str, more: Mapping[str, Any]) -> None:
    """Write a letter to each person who owes the claim."""
    content = {"number": claim.number, "description": claim.description, **more}
    for person_id in debtors.debtors_of(said.session, [_id(claim)])[_id(claim)]:
        person = said.session.get_one(Person, person_id)
        letters.send(
            said.session,
            key=f"{kind}:{said.proposal.ref}:{person.ref}",
            person_id=person_id,
            kind=kind,
            content=content,
            made_on=said.on,
            now=said.now,
            claim_id=claim.id,
        )


def _id(claim: Claim) -> int:
    assert claim.id is not None
    return claim.id
