"""A yes to half at once that lets much go: one person proposes it, another signs it."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from portal.cases.assessing import claims_about
from portal.cases.matters import answering
from portal.cases.matters.answering import By, Said
from portal.cases.matters.halves import Halves, halves
from portal.cases.matters.models import MatterOutcome
from portal.cases.models import LEAST_REASON, Case
from portal.cases.rulings.objecting import must_be_another
from portal.errors import NotNow
from portal.ledger import proposals
from portal.ledger.records import WAITING, Proposal
from portal.people.actors import Permission
from portal.record import find_one

KIND = "settlement"


@dataclass(frozen=True)
class Offer:
    """What a yes to this ask comes to, and whether a second person signs it."""

    halves: Halves
    needs_two: bool


def offer(session: Session, by: By, case: Case) -> Offer:
    """Return what a yes would come to today."""
    found = halves(by.town, claims_about(session, case, by.on), by.on)
    return Offer(found, found.let_go > by.town.terms.number("sign_let_go_above", by.on))


def answer(session: Session, by: By, case: Case, said: Said) -> MatterOutcome | None:
    """Answer an ask, or put a yes that needs it before a second person; None when it waits for one.

    Raises as `answering.answer`, and NotNow while a yes waits for its second signature.
    """
    must_not_wait(session, case)
    if case.ask != KIND or said.outcome != "accepted":
        return answering.answer(session, by, case, said)
    found = offer(session, by, case)
    if not found.needs_two:
        return answering.answer(session, by, case, said)
    _propose(session, by, case, said, found.halves)
    return None


def sign(session: Session, by: By, proposal: Proposal, reason: str) -> MatterOutcome:
    """Say the yes that two people signed. `by` is the one who proposed it.

    Raises NotFound, and NotNow when the request was closed, or more would be let go than was
    proposed, or its day to pay is over.
    """
    case = case_of(session, proposal)
    by = By(by.staff, by.town, case.version, by.now, by.on)
    pay_by = date.fromisoformat(proposal.detail["pay_by_on"])
    if pay_by < by.on or offer(session, by, case).halves.let_go > proposal.detail["let_go"]:
        raise NotNow("error-settlement-changed")
    return answering.answer(session, by, case, Said("accepted", reason, pay_by))


def case_of(session: Session, proposal: Proposal) -> Case:
    """Return the ask a yes that two people sign is about. Raises NotFound."""
    return find_one(session, select(Case).where(Case.ref == proposal.detail["case"]))


def waiting_on(session: Session, case: Case) -> Proposal | None:
    """Return the yes that waits for its second signature."""
    found = select(Proposal).where(
        Proposal.kind == KIND,
        col(Proposal.key).startswith(_key(case)),
        col(Proposal.state).in_(WAITING),
    )
    return session.exec(found).first()


def must_not_wait(session: Session, case: Case) -> None:
    """Raise NotNow while a yes waits for its second signature."""
    if case.ask == KIND and waiting_on(session, case) is not None:
        raise NotNow("error-waits-for-signature")


def _propose(session: Session, by: By, case: Case, said: Said, found: Halves) -> None:
    """Put it before a second person, with the first signature on it."""
    by.staff.must(Permission.CASE_DECIDE)
    if not case.is_open:
        raise NotNow("error-case-closed")
    must_be_another(session, by.staff, case)
    if said.pay_by is None or said.pay_by < by.on:
        raise NotNow("error-day-needed")
    if len(said.reason.strip()) < LEAST_REASON:
        raise NotNow("error-reason-needed")
    views = [view for view in claims_about(session, case, by.on) if view.balance]
    key = f"{_key(case)}{by.seen}"
    answering.take_up(session, by, case)
    proposals.propose(
        session,
        proposals.New(
            key=key,
            kind=KIND,
            reason="half_at_once",
            made_on=by.on,
            claim_id=views[0].id,
            person_id=case.person_id,
            detail={
                "case": case.ref,
                "pay": found.pay,
                "let_go": found.let_go,
                "pay_by_on": said.pay_by.isoformat(),
            },
            signatures=2,
        ),
    )
    made = session.exec(select(Proposal).where(Proposal.key == key)).one()
    proposals.answer(
        session,
        by.staff,
        made,
        "yes",
        said.reason.strip(),
        seen=made.version,
        now=by.now,
        on=by.on,
    )


def _key(case: Case) -> str:
    return f"{KIND}:{case.ref}:"
