"""Proposals as lists for staff: with the claim and the person they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlmodel import Session, col, select

from portal.errors import NotFound
from portal.ledger import balances
from portal.ledger.models import Claim
from portal.ledger.records import Proposal
from portal.people.actors import Actor
from portal.people.closed import closed_to
from portal.people.models import Person


@dataclass(frozen=True)
class Listed:
    """A proposal and what it is about. A claim or a person may be missing."""

    proposal: Proposal
    claim: Claim | None
    person: Person | None
    """The person it names, else the one the bill is for."""
    balance: int
    """What is left of the claim, in minor units."""


_LISTED = (
    select(Proposal, Claim, Person)
    .outerjoin(Claim, col(Claim.id) == col(Proposal.claim_id))
    .outerjoin(
        Person, col(Person.id) == func.coalesce(col(Proposal.person_id), col(Claim.person_id))
    )
)


def waits(on: date) -> ColumnElement[bool]:
    """Whether a proposal waits for people on this day."""
    comes_back = and_(col(Proposal.state) == "later", col(Proposal.later_on) <= on)
    return or_(col(Proposal.state) == "open", comes_back)


def open_to(staff: Actor) -> ColumnElement[bool]:
    """Whether what a proposal is about is not closed to a member of staff."""
    claims = select(Claim.id).where(col(Claim.person_id).in_(closed_to(staff)))
    named = func.coalesce(col(Proposal.person_id), 0).not_in(closed_to(staff))
    return and_(named, func.coalesce(col(Proposal.claim_id), 0).not_in(claims))


def counts(session: Session, staff: Actor, on: date) -> dict[str, int]:
    """Return how many proposals of each kind wait on this day for this member of staff."""
    found = select(col(Proposal.kind), func.count()).where(waits(on), open_to(staff))
    return dict(session.exec(found.group_by(col(Proposal.kind))).all())


def waiting(
    session: Session,
    staff: Actor,
    kind: str,
    on: date,
    most: int,
    reasons: Sequence[str] = (),
) -> list[Listed]:
    """Return proposals of a kind that wait, the claim first whose time runs out first.

    With `reasons`: in the order of their reasons, and of the same reason the newest in front.
    """
    of_kind = _LISTED.where(col(Proposal.kind) == kind, waits(on), open_to(staff))
    in_order = of_kind.order_by(func.coalesce(col(Claim.time_bar_on), date.max), col(Proposal.id))
    if reasons:
        places = {reason: place for place, reason in enumerate(reasons)}
        place = case(places, value=col(Proposal.reason), else_=len(places))
        in_order = of_kind.order_by(place, col(Proposal.made_on).desc(), col(Proposal.id))
    return _read(session, session.exec(in_order.limit(most)).all())


def answered(session: Session, staff: Actor, kind: str, on: date, most: int) -> list[Listed]:
    """Return proposals of a kind that people answered, the newest answer in front."""
    said = col(Proposal.state).in_(("yes", "no", "later")) & ~waits(on)
    at = func.coalesce(col(Proposal.second_at), col(Proposal.first_at))
    found = _LISTED.where(col(Proposal.kind) == kind, said, open_to(staff))
    in_order = found.order_by(at.desc(), col(Proposal.id).desc())
    return _read(session, session.exec(in_order.limit(most)).all())


def one(session: Session, ref: str) -> Listed:
    """Return a proposal with what it is about. Raises NotFound."""
    found = session.exec(_LISTED.where(col(Proposal.ref) == ref)).all()
    if not found:
        raise NotFound
    return _read(session, found)[0]


def _read(
    session: Session, rows: Sequence[tuple[Proposal, Claim | None, Person | None]]
) -> list[Listed]:
    owed = balances.of_claims(session, {c.id for _, c, _ in rows if c and c.id is not None})
    return [
        Listed(proposal, claim, person, owed[claim.id].total if claim and claim.id else 0)
        for proposal, claim, person in rows
    ]
