"""The night's work for direct debit: book what came, tell what comes, prepare the next batch."""

from collections.abc import Iterator

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from portal.jobs.night import ACTOR, Chunk, Night, Step
from portal.jobs.standstill import standing_still
from portal.ledger.debits import announcing, batches, booking, mandates, releasing
from portal.ledger.debits.models import Collection, DebitBatch, Mandate
from portal.ledger.debits.settings import sepa_of
from portal.ledger.debits.tables import BATCH, COLLECTION, MANDATE
from portal.ledger.models import Claim, Plan
from portal.ledger.records import Liability
from portal.people.outbox import tell
from portal.rules.days import months_on


def book(session: Session, night: Night, chunk: Chunk) -> int:
    """Book what the bank collects today, or collected since the last night."""
    wanted = (
        _collections(chunk, "batched")
        .join(DebitBatch, col(DebitBatch.id) == Collection.batch_id)
        .where(DebitBatch.state == "released", col(DebitBatch.fetched_on).is_not(None))
        .where(Collection.collect_on <= night.on)
    )
    found = session.exec(wanted).all()
    for one in found:
        booking.book(session, one, night.town.payment.imputation, now=night.now)
    return len(found)


def lapse(session: Session, night: Night, chunk: Chunk) -> int:
    """Give up batches that nobody released, or took to the bank, in time; tell the people."""
    sepa = sepa_of(night.town)
    if sepa is None:
        return 0
    wanted = select(DebitBatch).where(
        col(DebitBatch.id).between(chunk.first, chunk.last),
        col(DebitBatch.state).in_(("open", "released")),
        col(DebitBatch.fetched_on).is_(None),
    )
    found = session.exec(wanted)
    late = [one for one in found if night.on > batches.latest(night.town, sepa, one)]
    return sum(releasing.lapse(session, batch, night.on, night.now) for batch in late)


def follow(session: Session, night: Night, chunk: Chunk) -> int:
    """Let mandates go on with the plan that replaced theirs, and end those of a plan that is over.

    What was announced for a plan that is over is not collected.
    """
    done = 0
    for mandate in _mandates(session, chunk):
        plan = session.get(Plan, mandate.plan_id) if mandate.plan_id else None
        if plan is None or plan.ended_on is None:
            continue
        if not announcing.follow(session, mandate):
            mandates.end(session, mandate, "plan_over", on=night.on, by=ACTOR, now=night.now)
            _tell(session, mandate, night, "debit-over")
        done += 1
    return done


def _tell(session: Session, mandate: Mandate, night: Night, kind: str, **more: str) -> None:
    """Tell who gave it that it ended."""
    tell(
        session,
        key=f"{kind}:{mandate.ref}",
        person_id=mandate.person_id,
        kind=kind,
        made_on=night.on,
        now=night.now,
        content={"reference": mandate.reference, **more},
    )


def expire(session: Session, night: Night, chunk: Chunk) -> int:
    """End mandates by which nothing was collected for so long that they are not good any more."""
    if sepa_of(night.town) is None:
        return 0
    months = night.town.terms.number("mandate_unused_months", night.on)
    done = 0
    for mandate in _mandates(session, chunk):
        if months_on(mandates.last_used(session, mandate), months) > night.on:
            continue
        mandates.end(session, mandate, "unused", on=night.on, by=ACTOR, now=night.now)
        _tell(session, mandate, night, "debit-unused", months=str(months))
        done += 1
    return done


def announce(session: Session, night: Night, chunk: Chunk) -> int:
    """Tell people what will be collected from them, and on which day."""
    sepa = sepa_of(night.town)
    if sepa is None:
        return 0
    done = 0
    for mandate in _mandates(session, chunk):
        still = _still(session, night, mandate)
        done += announcing.announce(
            session, night.town, sepa, mandate, still, on=night.on, now=night.now
        )
    return done


def prepare(session: Session, night: Night, chunk: Chunk) -> int:
    """Put what is to be collected soon in a batch for people to release."""
    sepa = sepa_of(night.town)
    if sepa is None:
        return 0
    done = 0
    for one in session.exec(_collections(chunk, "announced")).all():
        if night.on >= batches.prepare_from(night.town, sepa, one.collect_on):
            mandate = session.get_one(Mandate, one.mandate_id)
            still = _still(session, night, mandate)
            done += batches.prepare(session, night.town, sepa, one, still, night.on)
    return done


def _still(session: Session, night: Night, mandate: Mandate) -> frozenset[int]:
    """The claims of a person of which nothing is collected now: those that stand still.

    Whoever wants to go on paying meanwhile does; what is too old to collect is never collected.
    """
    owes = select(Claim.id).join(Liability, col(Liability.claim_id) == Claim.id)
    owes = owes.where(Liability.person_id == mandate.person_id)
    if mandate.while_held:
        owes = owes.where(Claim.time_bar_on <= night.on)
        return frozenset(claim for claim in session.exec(owes) if claim is not None)
    claims = [claim for claim in session.exec(owes) if claim is not None]
    return standing_still(session, claims, night.on)


def _mandates(session: Session, chunk: Chunk) -> Iterator[Mandate]:
    wanted = select(Mandate).where(
        col(Mandate.id).between(chunk.first, chunk.last), col(Mandate.ended_on).is_(None)
    )
    yield from session.exec(wanted.order_by(col(Mandate.id))).all()


def _collections(chunk: Chunk, state: str) -> SelectOfScalar[Collection]:
    wanted = select(Collection).where(
        col(Collection.id).between(chunk.first, chunk.last), Collection.state == state
    )
    return wanted.order_by(col(Collection.id))


BOOK = Step("direct-debit-book", COLLECTION, book)
LAPSE = Step("direct-debit-lapse", BATCH, lapse)
FOLLOW = Step("direct-debit-follow", MANDATE, follow)
EXPIRE = Step("direct-debit-expire", MANDATE, expire)
ANNOUNCE = Step("direct-debit-announce", MANDATE, announce)
PREPARE = Step("direct-debit-prepare", COLLECTION, prepare)
KNOWN = (BOOK, LAPSE, FOLLOW, EXPIRE)
"""Before anything else: money that is there, and what will not come."""
COMING = (ANNOUNCE, PREPARE)
"""Among the words before trouble."""
