"""What two people's yes to a write-off does, and to taking one back: the books, and a letter."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import col, select

from portal.cases import letters
from portal.errors import NotNow
from portal.jobs.answers_given import Said
from portal.ledger import debtors, proposals, writeoff
from portal.ledger.models import Claim
from portal.ledger.records import Proposal
from portal.people import outbox
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


def ask_back(said: Said) -> None:
    """Propose that a write-off is taken back, with the first of its two signatures."""
    if not writeoff.written_off_by(said.session, _id(said.claim()), said.proposal.ref):
        raise NotNow("error-not-written-off")
    key = f"{UNDO}:{said.proposal.ref}"
    proposals.propose(
        said.session,
        key=key,
        kind=UNDO,
        reason="write_off_undo",
        made_on=said.on,
        claim_id=said.proposal.claim_id,
        detail={"write_off": said.proposal.ref},
        signatures=2,
    )
    asked = said.session.exec(select(Proposal).where(col(Proposal.key) == key)).one()
    proposals.answer(
        said.session,
        said.staff,
        asked,
        "yes",
        said.reason,
        seen=asked.version,
        now=said.now,
        on=said.on,
    )


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
    for person_id in debtors.debtors_of(said.session, [_id(claim)])[_id(claim)]:
        person = said.session.get_one(Person, person_id)
        letter = letters.write(
            said.session,
            person_id=person_id,
            kind=kind,
            content={
                "name": person.name,
                "address": person.address,
                "made_on": said.on.isoformat(),
                "number": claim.number,
                "description": claim.description,
                **more,
            },
            made_on=said.on,
            claim_id=claim.id,
        )
        outbox.tell(
            said.session,
            key=f"{kind}:{said.proposal.ref}:{person.ref}",
            person_id=person_id,
            kind=f"letter-{kind}",
            made_on=said.on,
            now=said.now,
            letter_ref=letter.ref,
        )


def _id(claim: Claim) -> int:
    assert claim.id is not None
    return claim.id
