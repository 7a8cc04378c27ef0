"""The night's list of claims that words and reminders did not bring in: what follows is for people.

By the enforcement route of its kind on the day a claim is proposed for the collector, or for the
municipality's own attachment or writ.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select
from sqlmodel import Session

from portal.jobs.handover.fit import ROUTE, floor, lacks_of
from portal.jobs.night import Chunk, Night, Step
from portal.jobs.overtaken import off, waiting
from portal.jobs.standstill import stands_still
from portal.ledger import balances, proposals
from portal.ledger.dunning.course import answer_by, course_of
from portal.ledger.dunning.unpaid import IN_PLAN
from portal.ledger.on_its_way import is_on_its_way
from portal.ledger.tables import CLAIM, HAND_OVER, PLAN, PLAN_CLAIM, PROPOSAL, REMINDER, run

HAND_OVER_LIST, LACKS = "handover", "handover-lacks"
OWN = ("attachment", "writ")
FOLLOWS = (HAND_OVER_LIST, LACKS, *OWN, "attachment-made", "writ-served")
"""What can follow a reminder that was not answered; one of them at a time."""
BROKEN = "plan_broken"
_SENT = (
    select(func.max(REMINDER.c.sent_on))
    .where(REMINDER.c.claim_id == CLAIM.c.id, REMINDER.c.kind == "reminder")
    .correlate(CLAIM)
    .scalar_subquery()
)
_LAST = func.coalesce(_SENT, CLAIM.c.reminded_on)
_IS_BROKEN = (
    select(PLAN.c.id)
    .join(PLAN_CLAIM, PLAN_CLAIM.c.plan_id == PLAN.c.id)
    .where(
        PLAN_CLAIM.c.claim_id == CLAIM.c.id,
        PLAN.c.end_reason == "broken",
        PLAN.c.ended_on >= _LAST,
    )
    .correlate(CLAIM)
    .exists()
)


@dataclass(frozen=True)
class Unanswered:
    """A claim whose last reminder was not answered in its time."""

    id: int
    kind: str
    reminded_on: date
    reason: str
    """`reminder_unanswered`, `reminded_elsewhere` before the claim came here, or `plan_broken`."""
    balance: int


def stops(on: date) -> ColumnElement[bool]:
    """Whether nothing may follow on this day: stands still, in a plan, or money on its way."""
    return or_(stands_still(on), IN_PLAN, is_on_its_way(on))


def put_on_lists(session: Session, night: Night, chunk: Chunk) -> int:
    """Propose what follows for the claims of the chunk; say how much."""
    done = _changed(session, night, chunk)
    found = list(_unanswered(session, night, chunk))
    routes = {one.id: night.town.claim_kind(one.kind, night.on).enforcement for one in found}
    to_state = [one for one in found if routes[one.id] == ROUTE]
    done += _to_collector(session, night, to_state)
    own = [one for one in found if routes[one.id] == "municipality"]
    kind = night.town.terms.word("own_enforcement", night.on)
    if kind in OWN:
        done += proposals.propose_all(session, [_put_forward(night, one, kind) for one in own])
    return done


def _to_collector(session: Session, night: Night, found: Iterable[Unanswered]) -> int:
    """Propose the hand-over of those that lack nothing; the others go to a list of their own."""
    least = floor(night.town, night.on)
    large = [one for one in found if one.balance >= least]
    lacks = lacks_of(session, night.town, (one.id for one in large), night.on)
    to_answer = []
    for one in large:
        kind = LACKS if lacks[one.id] else HAND_OVER_LIST
        to_answer.append(_put_forward(night, one, kind, {"lacks_code": list(lacks[one.id])}))
    return proposals.propose_all(session, to_answer)


def _unanswered(session: Session, night: Night, chunk: Chunk) -> Iterator[Unanswered]:
    rows = run(session, _which(night.on, chunk)).all()
    owed = balances.of_claims(session, [row.id for row in rows])
    for row in rows:
        if owed[row.id].total and _is_over(night, row):
            yield Unanswered(row.id, row.kind, row.last, _reason(row), owed[row.id].total)


def _reason(row: Row[Any]) -> str:
    if row.is_broken:
        return BROKEN
    return "reminder_unanswered" if row.sent_on else "reminded_elsewhere"


def _which(on: date, chunk: Chunk) -> Any:  # noqa: ANN401  (a statement of rows)
    told = exists().where(REMINDER.c.claim_id == CLAIM.c.id, REMINDER.c.notice)
    any_sent = exists().where(REMINDER.c.claim_id == CLAIM.c.id, REMINDER.c.kind == "reminder")
    quiet = exists().where(REMINDER.c.claim_id == CLAIM.c.id, REMINDER.c.answer_by >= on)
    with_them = exists().where(HAND_OVER.c.claim_id == CLAIM.c.id, HAND_OVER.c.ended_on.is_(None))
    proposed = exists().where(
        PROPOSAL.c.claim_id == CLAIM.c.id,
        PROPOSAL.c.kind.in_(FOLLOWS),
        PROPOSAL.c.state != "void",
        or_(PROPOSAL.c.kind != LACKS, PROPOSAL.c.state != "yes"),
        PROPOSAL.c.made_on >= _LAST,
    )
    return (
        select(
            CLAIM.c.id,
            CLAIM.c.kind,
            _SENT.label("sent_on"),
            _LAST.label("last"),
            _IS_BROKEN.label("is_broken"),
        )
        .where(
            CLAIM.c.id.between(chunk.first, chunk.last),
            CLAIM.c.stage == "reminded",
            or_(told, and_(~any_sent, CLAIM.c.reminded_on < on)),
            ~quiet,
            ~with_them,
            ~proposed,
            ~stops(on),
        )
        .order_by(CLAIM.c.id)
    )


def _is_over(night: Night, row: Row[Any]) -> bool:
    """Whether the time a reminder gives is over; one of here says so by itself."""
    if row.sent_on is not None:
        return True
    course = course_of(night.town, row.kind, night.on)
    return answer_by(night.town, course, row.last, is_last=True) < night.on


def _put_forward(
    night: Night, one: Unanswered, kind: str, more: Mapping[str, Any] | None = None
) -> proposals.New:
    return proposals.New(
        key=f"{kind}:{one.id}:{night.on}",
        kind=kind,
        reason=one.reason,
        made_on=night.on,
        claim_id=one.id,
        prepared="yes" if one.reason == BROKEN and kind == HAND_OVER_LIST else "",
        detail={
            "reminded_on": one.reminded_on.isoformat(),
            "balance": one.balance,
            **(more or {}),
        },
    )


def _changed(session: Session, night: Night, chunk: Chunk) -> int:
    """Take claims off a list that now belong on another: mended, lacking, or another's to enforce.

    The same night puts them where they belong.
    """
    listed = waiting(session, [HAND_OVER_LIST, LACKS], chunk.first, chunk.last)
    lacks = lacks_of(session, night.town, [claim.id or 0 for _, claim in listed], night.on)
    gone = 0
    for proposal, claim in listed:
        route = night.town.claim_kind(claim.kind, night.on).enforcement
        told = list(proposal.detail.get("lacks_code", []))
        if route != ROUTE or told != list(lacks[claim.id or 0]):
            gone += off(session, proposal)
    return gone


STEP = Step("hand-over", CLAIM, put_on_lists)
