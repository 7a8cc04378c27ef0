"""A person's yes to a hand-over, and taking it back while no file holds the claim."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from portal.cases.registering import returning
from portal.errors import NotNow
from portal.jobs.answers_given import Said
from portal.jobs.handover.fit import ROUTE, floor, lacks_of
from portal.jobs.handover.listing import stops
from portal.ledger import balances, proposals
from portal.ledger.handover import reading
from portal.ledger.handover.models import HandOver
from portal.ledger.models import Claim
from portal.ledger.records import Proposal
from portal.ledger.tables import CLAIM, run
from portal.municipality import Municipality


def agree(said: Said) -> None:
    """Note that the claim goes with the next file. Raises NotNow when it may not."""
    claim = said.claim()
    assert claim.id is not None
    assert said.proposal.id is not None
    problem = obstacle(said.session, said.town, claim, said.on)
    if problem:
        raise NotNow(problem)
    if reading.running(said.session, claim.id):
        raise NotNow("error-handed-over")
    no = reading.next_no(said.session, claim.id)
    said.session.add(
        HandOver(
            claim_id=claim.id,
            no=no,
            reference=f"{claim.number}-{no}",
            proposal_id=said.proposal.id,
            agreed_on=said.on,
            agreed_by=said.staff.signature,
        )
    )
    said.session.flush()


def take_back(said: Said) -> None:
    """Keep the claim after all; it is on the list again. Raises NotNow once a file holds it."""
    hand_over = _of(said.session, said.proposal)
    if hand_over is not None:
        said.session.refresh(hand_over)
    problem = why_it_stays(said.session, said.proposal)
    if problem or hand_over is None:
        raise NotNow(problem)
    hand_over.state, hand_over.ended_on = "withdrawn", said.on
    proposals.reopen(
        said.session, said.staff, said.proposal, seen=said.proposal.version, now=said.now
    )


def why_it_stays(session: Session, proposal: Proposal) -> str:
    """Return the id of why a yes is not taken back any more, or nothing while it can be."""
    hand_over = _of(session, proposal)
    if hand_over is None:
        return "error-not-with-collector"
    return "" if hand_over.state == "agreed" else "error-file-released"


def _of(session: Session, proposal: Proposal) -> HandOver | None:
    """The hand-over this yes began, unless it ended."""
    assert proposal.claim_id is not None
    found = reading.running(session, proposal.claim_id)
    return found if found is not None and found.proposal_id == proposal.id else None


def to_unit(said: Said) -> None:
    """Give a claim that lacks something back to the unit that sent it. Raises NotNow."""
    by = returning.By(said.staff, said.on, said.now)
    lacks = said.proposal.detail.get("lacks_code", [])
    returning.give_back(said.session, by, said.claim(), lacks, said.reason)


def obstacle(session: Session, town: Municipality, claim: Claim, on: date) -> str | None:
    """Return the id of what stands in the way of handing a claim over on a day, if anything."""
    assert claim.id is not None
    left = balances.of_claim(session, claim.id).total
    stopped = select(CLAIM.c.id).where(CLAIM.c.id == claim.id, stops(on))
    checks = (
        ("error-handed-over", claim.stage == "transferred"),
        ("error-nothing-owed", left == 0),
        ("error-handover-route", town.claim_kind(claim.kind, on).enforcement != ROUTE),
        ("error-handover-floor", left < floor(town, on)),
        ("error-handover-stopped", run(session, stopped).first() is not None),
        ("error-handover-lacks", bool(lacks_of(session, town, [claim.id], on)[claim.id])),
    )
    return next((message for message, is_so in checks if is_so), None)
