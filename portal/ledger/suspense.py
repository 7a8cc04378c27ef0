"""Money that waits: a person says what it is for, splits it, moves it, or takes that back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlmodel import Session
from sqlmodel import select as choose

from portal.errors import Conflict, NotNow
from portal.ledger import balances
from portal.ledger.balances import OWED
from portal.ledger.interest import settled
from portal.ledger.locks import lock_claims
from portal.ledger.models import Claim
from portal.ledger.plans.reopening import run_on
from portal.ledger.postings import COMPONENTS, Booking, give_back, take_from_suspense
from portal.ledger.sources import Source, hold_still
from portal.ledger.tables import ENTRY, run
from portal.people import audit
from portal.record import find_one


@dataclass(frozen=True)
class Act:
    """Who does something with money that came in, and how it is set against a claim."""

    order: Sequence[str]
    """The components of a claim, in the order money is set against them."""
    now: datetime
    actor: str


def match(
    session: Session, source: Source, claim_ref: str, act: Act, amount: int | None = None
) -> int:
    """Set waiting money of a payment against a claim; return how much went, in minor units.

    What the claim does not need goes on waiting; `amount` is the most to take. It counts from the
    day it came in. Raises NotFound, and NotNow when nothing waits or nothing can be taken.
    """
    came_on, (claim,) = _hold(session, source, [claim_ref])
    taken = _put(session, source, came_on, claim, act, amount)
    if taken == 0:
        raise NotNow("error-claim-closed")
    audit.record(session, act.now, act.actor, "payment:match", f"claim:{claim.ref}", source.word)
    return taken


def split(
    session: Session,
    source: Source,
    parts: Sequence[tuple[str, int]],
    act: Act,
    seen: int | None = None,
) -> dict[str, int]:
    """Set waiting money against several claims, each this much of it, or nothing at all.

    Raises NotFound, Conflict when something else waits than was `seen`, and NotNow when less waits,
    or a claim needs less than its part.
    """
    came_on, claims = _hold(session, source, [ref for ref, _ in parts])
    waiting = balances.in_suspense(session, source)
    _must_be_seen(seen, waiting)
    if sum(amount for _, amount in parts) > waiting:
        raise NotNow("error-split-too-much")
    for claim, (_, amount) in zip(claims, parts, strict=True):
        if _put(session, source, came_on, claim, act, amount) < amount:
            raise NotNow("error-claim-needs-less")
        subject = f"claim:{claim.ref}"
        audit.record(session, act.now, act.actor, "payment:split", subject, source.word)
    return dict(parts)


def move(
    session: Session,
    source: Source,
    from_ref: str,
    to_ref: str,
    amount: int,
    act: Act,
    seen: int | None = None,
) -> None:
    """Move so much of a payment from one claim to another, wholly or not at all.

    Raises NotFound, Conflict when something else stands there than was `seen`, and NotNow when less
    stands there, or the other claim needs less.
    """
    came_on, (before, after) = _hold(session, source, [from_ref, to_ref])
    assert before.id is not None
    _must_be_seen(seen, sum(on_components(session, source, before.id).values()))
    _take_off(session, source, came_on, before, act, amount)
    if _put(session, source, came_on, after, act, amount) < amount:
        raise NotNow("error-claim-needs-less")
    for claim, done in ((before, "unmatch"), (after, "match")):
        subject = f"claim:{claim.ref}"
        audit.record(session, act.now, act.actor, f"payment:{done}", subject, source.word)


def spread(session: Session, source: Source, claim_refs: Sequence[str], act: Act) -> int:
    """Set waiting money against these claims in order, each as much as it needs; return the sum.

    Raises NotFound, and NotNow when nothing waits or no claim takes any.
    """
    came_on, claims = _hold(session, source, claim_refs)
    done = 0
    for claim in claims:
        if claim.stage != "transferred" and balances.in_suspense(session, source):
            taken = _put(session, source, came_on, claim, act)
            done += taken
            if taken:
                subject = f"claim:{claim.ref}"
                audit.record(session, act.now, act.actor, "payment:match", subject, source.word)
    if not done:
        raise NotNow("error-nothing-waits")
    return done


def undo_match(
    session: Session,
    source: Source,
    claim_ref: str,
    act: Act,
    amount: int | None = None,
    kind: str = "correction",
) -> int:
    """Take the money of a payment off a claim again, back to suspense; return how much.

    Also undoes a match by reference; `amount` takes a part of it off. Raises NotFound, and NotNow
    when none of it, or less, is there.
    """
    came_on, (claim,) = _hold(session, source, [claim_ref])
    taken = _take_off(session, source, came_on, claim, act, amount, kind)
    audit.record(session, act.now, act.actor, "payment:unmatch", f"claim:{claim.ref}", source.word)
    return taken


def _hold(session: Session, source: Source, refs: Sequence[str]) -> tuple[date, list[Claim]]:
    """The day it came in and the claims, all held until the end of the unit of work."""
    came_on = hold_still(session, source)
    claims = {}
    for ref in refs:
        claim = find_one(session, choose(Claim).where(Claim.ref == ref))
        claims[ref] = claim
    if len(claims) < len(refs):
        raise NotNow("error-claim-twice")
    lock_claims(session, [claim.id for claim in claims.values() if claim.id is not None])
    return came_on, [claims[ref] for ref in refs]


def _put(
    session: Session,
    source: Source,
    came_on: date,
    claim: Claim,
    act: Act,
    amount: int | None = None,
) -> int:
    if claim.stage == "transferred":
        raise NotNow("error-claim-transferred")
    if balances.in_suspense(session, source) == 0:
        raise NotNow("error-nothing-waits")
    assert claim.id is not None
    booking = _booking(session, source, came_on, "match", act)
    with settled(session, claim.id, booking):
        return take_from_suspense(session, source, claim.id, act.order, amount, **booking)


def _take_off(
    session: Session,
    source: Source,
    came_on: date,
    claim: Claim,
    act: Act,
    amount: int | None,
    kind: str = "correction",
) -> int:
    """Take it off component by component, what was set first last."""
    assert claim.id is not None
    if claim.stage == "transferred":
        raise NotNow("error-claim-transferred")
    there = on_components(session, source, claim.id)
    left = sum(there.values()) if amount is None else amount
    if not left or left > sum(there.values()):
        raise NotNow("error-nothing-matched")
    taken = left
    with settled(session, claim.id, _booking(session, source, came_on, "undo", act)):
        for component in reversed(act.order):
            part = min(left, there[component])
            if part > 0:
                booking = _booking(session, source, came_on, "undo", act)
                give_back(session, claim.id, component, part, kind=kind, **booking)
                left -= part
    run_on(session, [claim.id])
    return taken


def _must_be_seen(seen: int | None, there: int) -> None:
    """Raise Conflict when somebody moved the money since, or when a form comes twice."""
    if seen is not None and seen != there:
        raise Conflict


def on_components(session: Session, source: Source, claim_id: int) -> dict[str, int]:
    """Return what of a payment stands on each component of a claim, in minor units."""
    rows = select(*OWED).where(source.entries, ENTRY.c.claim_id == claim_id)
    row = run(session, rows).one()
    return {component: -int(row._mapping[component]) for component in COMPONENTS}


def _booking(session: Session, source: Source, came_on: date, act: str, by: Act) -> Booking:
    """A booking on the day the money came in; the rows about it so far make its key a new one."""
    rows = run(session, select(func.count()).where(source.entries)).scalar_one()
    return Booking(
        key=f"{act}:{source.word}:{rows}",
        booked_on=came_on,
        recorded_at=by.now,
        actor=by.actor,
        bank_line_id=source.bank_line_id,
        incoming_id=source.incoming_id,
    )
