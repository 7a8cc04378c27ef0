"""The night's call list: calls that help now go on it, those that are no longer needed come off."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from portal.jobs.calling.due import KIND, due, not_to_be_called, reasons
from portal.jobs.night import Chunk, Night, Step
from portal.jobs.overtaken import off, waiting
from portal.jobs.standstill import standing_still
from portal.ledger import balances, proposals
from portal.ledger.balances import taken_off
from portal.ledger.models import MONEY_IN
from portal.ledger.records import WAITING, Proposal
from portal.ledger.tables import CLAIM, ENTRY, PERSON, PLAN, PROPOSAL, run


def put_on_list(session: Session, night: Night, chunk: Chunk) -> int:
    """Propose one call for each person at a time; say how many."""
    if not reasons(night.town, night.on):
        return 0
    found = list(due(session, night.town, chunk, night.on))
    if not found:
        return 0
    people = {one.person_id for one in found}
    left_alone = _waiting_for(session, people) | _not_to_be_called(session, people, night.on)
    owed = balances.of_claims(session, [one.claim_id for one in found])
    done = 0
    for one in found:
        if one.person_id in left_alone or not owed[one.claim_id].total:
            continue
        is_new = proposals.propose(
            session,
            key=one.key,
            kind=KIND,
            reason=one.reason,
            made_on=night.on,
            claim_id=one.claim_id,
            person_id=one.person_id,
            detail={"since_on": one.since.isoformat(), "missed": one.amount}
            | ({"plan_id": one.plan_id} if one.plan_id else {}),
        )
        done += is_new
        if is_new:
            left_alone.add(one.person_id)
    return done


def take_off_list(session: Session, night: Night, chunk: Chunk) -> int:
    """Overtake calls that are not needed or must not be made any more; say how many."""
    found = waiting(session, (KIND,), chunk.first, chunk.last)
    if not found:
        return 0
    ids = {claim.id for _, claim in found if claim.id is not None}
    owed = balances.of_claims(session, ids)
    over = standing_still(session, ids, night.on) | {i for i in ids if not owed[i].total}
    over |= {claim.id for _, claim in found if claim.id and claim.stage == "transferred"}
    never = _not_to_be_called(session, {one.person_id or 0 for one, _ in found}, night.on)
    gone = [
        proposal
        for proposal, claim in found
        if claim.id in over or proposal.person_id in never or _is_settled(session, proposal)
    ]
    return sum(off(session, proposal) for proposal in gone)


def _is_settled(session: Session, proposal: Proposal) -> bool:
    """Whether what did not come in came since, or its plan ended."""
    plan_id = proposal.detail.get("plan_id")
    if plan_id is not None:
        ended = run(session, select(PLAN.c.ended_on).where(PLAN.c.id == plan_id)).scalar()
        if ended is not None:
            return True
    since = date.fromisoformat(proposal.detail["since_on"])
    paid = select(taken_off(*MONEY_IN)).where(
        ENTRY.c.claim_id == proposal.claim_id, ENTRY.c.booked_on >= since, ENTRY.c.amount > 0
    )
    return (run(session, paid).scalar() or 0) >= int(proposal.detail["missed"])


def _waiting_for(session: Session, people: Iterable[int]) -> set[int]:
    waits = select(PROPOSAL.c.person_id).where(
        PROPOSAL.c.kind == KIND,
        PROPOSAL.c.state.in_(WAITING),
        PROPOSAL.c.person_id.in_(sorted(people)),
    )
    return {row.person_id for row in run(session, waits)}


def _not_to_be_called(session: Session, people: Iterable[int], on: date) -> set[int]:
    wanted = select(PERSON.c.id).where(
        PERSON.c.id.in_(sorted(people)), not_to_be_called(PERSON.c.id, on)
    )
    return {row.id for row in run(session, wanted)}


STEPS = (Step("calls-over", CLAIM, take_off_list), Step("calls", CLAIM, put_on_list))
