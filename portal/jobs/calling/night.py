"""The night's call list: calls that help now go on it, those that are no longer needed come off."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from portal.jobs.calling.due import KIND, Due, due, not_to_be_called, reasons
from portal.jobs.night import Chunk, Night, Step
from portal.jobs.overtaken import off
from portal.jobs.standstill import standing_still
from portal.ledger import balances, proposals
from portal.ledger.balances import taken_off
from portal.ledger.models import MONEY_IN
from portal.ledger.records import WAITING, Proposal
from portal.ledger.tables import CLAIM, ENTRY, PERSON, PLAN, PROPOSAL, run
from portal.rows import among


def put_on_list(session: Session, night: Night, chunk: Chunk) -> int:
    """Propose one call for each person at a time; say how many."""
    if not reasons(night.town, night.on):
        return 0
    found = list(due(session, night.town, chunk, night.on))
    if not found:
        return 0
    people = {one.person_id for one in found}
    left_alone = _waiting_for(session, people) | _not_to_be_called(session, people, night.on)
    known = proposals.known(session, (one.key for one in found))
    owed = balances.of_claims(session, {one.claim_id for one in found})
    calls: dict[int, Due] = {}
    for one in found:
        if one.person_id not in left_alone and one.key not in known and owed[one.claim_id].total:
            calls.setdefault(one.person_id, one)
    return proposals.propose_all(session, [_put_forward(night, one) for one in calls.values()])


def _put_forward(night: Night, one: Due) -> proposals.New:
    return proposals.New(
        key=one.key,
        kind=KIND,
        reason=one.reason,
        made_on=night.on,
        claim_id=one.claim_id,
        person_id=one.person_id,
        detail={"since_on": one.since.isoformat(), "missed": one.amount}
        | ({"plan_id": one.plan_id} if one.plan_id else {}),
    )


def take_off_list(session: Session, night: Night, chunk: Chunk) -> int:
    """Overtake calls that are not needed or must not be made any more; say how many."""
    found = run(session, _ON_LIST, {"first": chunk.first, "last": chunk.last}).all()
    if not found:
        return 0
    ids = {call.claim_id for call in found}
    owed = balances.of_claims(session, ids)
    over = standing_still(session, ids, night.on) | {i for i in ids if not owed[i].total}
    never = _not_to_be_called(session, {call.person_id for call in found}, night.on)
    ended = _ended(session, {call.detail["plan_id"] for call in found if "plan_id" in call.detail})
    came_in = _came_in(session, ids)
    gone = [
        call.id
        for call in found
        if call.claim_id in over
        or call.stage == "transferred"
        or call.person_id in never
        or call.detail.get("plan_id") in ended
        or _is_paid(call.detail, came_in[call.claim_id])
    ]
    return sum(off(session, session.get_one(Proposal, id_)) for id_ in gone)


_ON_LIST = (
    select(
        PROPOSAL.c.id,
        PROPOSAL.c.claim_id,
        PROPOSAL.c.person_id,
        PROPOSAL.c.detail,
        CLAIM.c.stage,
    )
    .join(CLAIM, CLAIM.c.id == PROPOSAL.c.claim_id)
    .where(
        PROPOSAL.c.kind == KIND,
        PROPOSAL.c.state.in_(WAITING),
        CLAIM.c.id.between(bindparam("first"), bindparam("last")),
    )
)


def _ended(session: Session, plan_ids: Iterable[int]) -> set[int]:
    ended = select(PLAN.c.id).where(among(PLAN.c.id, plan_ids), PLAN.c.ended_on.is_not(None))
    return {row.id for row in run(session, ended)}


def _came_in(session: Session, claim_ids: Iterable[int]) -> Mapping[int, Mapping[date, int]]:
    """What came in for each claim, less what went back, by the day it was booked."""
    by_day = (
        select(ENTRY.c.claim_id, ENTRY.c.booked_on, taken_off(*MONEY_IN).label("amount"))
        .where(among(ENTRY.c.claim_id, claim_ids))
        .group_by(ENTRY.c.claim_id, ENTRY.c.booked_on)
    )
    found: dict[int, dict[date, int]] = defaultdict(dict)
    for row in run(session, by_day):
        found[row.claim_id][row.booked_on] = row.amount
    return found


def _is_paid(missed: Mapping[str, Any], came_in: Mapping[date, int]) -> bool:
    """Whether what did not come in came since."""
    since = date.fromisoformat(missed["since_on"])
    return sum(amount for on, amount in came_in.items() if on >= since) >= int(missed["missed"])


def _waiting_for(session: Session, people: Iterable[int]) -> set[int]:
    waits = select(PROPOSAL.c.person_id).where(
        PROPOSAL.c.kind == KIND,
        PROPOSAL.c.state.in_(WAITING),
        among(PROPOSAL.c.person_id, people),
    )
    return {row.person_id for row in run(session, waits)}


def _not_to_be_called(session: Session, people: Iterable[int], on: date) -> set[int]:
    wanted = select(PERSON.c.id).where(
        among(PERSON.c.id, people), not_to_be_called(PERSON.c.id, on)
    )
    return {row.id for row in run(session, wanted)}


STEPS = (Step("calls-over", CLAIM, take_off_list), Step("calls", CLAIM, put_on_list))
