"""Batches: what is collected on a day, prepared by the night, released by people, for the bank."""

from collections.abc import Collection as Some
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from portal.errors import NotNow
from portal.ledger import proposals
from portal.ledger.bankdays import bank_days_before
from portal.ledger.debits.due import left, parts
from portal.ledger.debits.models import Collection, CollectionPart, DebitBatch, Mandate
from portal.ledger.debits.references import new_reference
from portal.ledger.debits.settings import Sepa
from portal.ledger.debits.tables import BATCH
from portal.ledger.locks import lock, lock_claims
from portal.ledger.models import Instalment
from portal.ledger.records import Proposal
from portal.ledger.tables import insert_once
from portal.municipality import Municipality
from portal.people.models import Person
from portal.record import find_one

KIND = "debit-batch"
"""The kind of its proposals."""
NIGHT = "night"


@dataclass(frozen=True)
class Line:
    """One collection of a batch, as people look at it. Amounts are cents."""

    collection: Collection
    mandate: Mandate
    person: Person


def prepare(
    session: Session,
    town: Municipality,
    sepa: Sepa,
    one: Collection,
    still: Some[int],
    on: date,
) -> bool:
    """Put an announced amount in the batch of its day, or drop it; return whether it is in.

    Called from `prepare_days` before its day on. What was paid meanwhile is taken off.
    """
    mandate = session.get_one(Mandate, one.mandate_id)
    item = left(session, mandate, one, on)
    if item is None:
        drop(session, one, "moved" if _has_moved(session, mandate, one) else "paid")
        return False
    lock_claims(session, item.claim_ids)
    found = parts(session, mandate, item, still, one.amount)
    if not found:
        is_held = bool(set(item.claim_ids) & set(still))
        drop(session, one, "held" if is_held else "paid")
        return False
    one.amount, one.sequence = sum(found.values()), _sequence(session, mandate, one)
    batch = _batch(session, sepa, one.collect_on, on)
    one.batch_id, one.state = batch.id, "batched"
    assert one.id is not None
    for claim_id, amount in found.items():
        session.add(CollectionPart(collection_id=one.id, claim_id=claim_id, amount=amount))
    session.flush()
    return True


def drop(session: Session, one: Collection, why: str) -> None:
    """Collect it not, for this reason."""
    one.state, one.why = "dropped", why
    session.flush()


def latest(town: Municipality, sepa: Sepa, batch: DebitBatch) -> date:
    """Return the last day on which its file still reaches the bank in time."""
    return bank_days_before(batch.collect_on, sepa.bank_days, town.country)


def prepare_from(town: Municipality, sepa: Sepa, collect_on: date) -> date:
    """Return the first day on which what is collected on a day is put to people."""
    return bank_days_before(collect_on, sepa.prepare_days, town.country)


def _has_moved(session: Session, mandate: Mandate, one: Collection) -> bool:
    """Whether its instalment has a later day now, or another plan took the place of its plan."""
    day = select(col(Instalment.due_on)).where(
        Instalment.plan_id == one.plan_id, Instalment.no == one.no
    )
    is_later = any(due_on > one.collect_on for due_on in session.exec(day))
    return is_later or mandate.plan_id != one.plan_id


def _sequence(session: Session, mandate: Mandate, one: Collection) -> str:
    """What it is to the bank: the first by its mandate, the last of its plan, or one between."""
    earlier = select(func.count()).where(
        Collection.mandate_id == mandate.id, col(Collection.state).in_(("batched", "booked"))
    )
    if not session.exec(earlier).one():
        return "FRST"
    last = select(func.max(Instalment.no)).where(Instalment.plan_id == one.plan_id)
    is_last = one.plan_id is not None and session.exec(last).one() == one.no
    return "FNAL" if is_last else "RCUR"


def _batch(session: Session, sepa: Sepa, collect_on: date, on: date) -> DebitBatch:
    """The batch of a day that nobody signed for yet; a further one when somebody did."""
    count = select(func.count()).where(DebitBatch.collect_on == collect_on)
    for no in range(1, session.exec(count).one() + 2):
        batch = _there(session, collect_on, no, on)
        if batch.state == "open" and not is_signed(session, batch):
            _propose(session, sepa, batch, on)
            return batch
    raise AssertionError("unreachable")


def _there(session: Session, collect_on: date, no: int, on: date) -> DebitBatch:
    values = {
        "ref": new_reference("B"),
        "key": f"{collect_on}:{no}",
        "collect_on": collect_on,
        "made_on": on,
        "prepared_by": NIGHT,
        "state": "open",
        "rounds": 1,
    }
    insert_once(session, BATCH, values, "key")
    batch = session.exec(select(DebitBatch).where(DebitBatch.key == values["key"])).one()
    assert batch.id is not None
    lock(session, BATCH, [batch.id])
    session.refresh(batch)
    return batch


def _propose(session: Session, sepa: Sepa, batch: DebitBatch, on: date) -> None:
    proposals.propose(
        session,
        proposals.New(
            key=_key(batch),
            kind=KIND,
            reason="debit-batch-due",
            made_on=on,
            detail={"collect_on": batch.collect_on.isoformat()},
            signatures=sepa.signatures,
        ),
    )


def again(session: Session, sepa: Sepa, batch: DebitBatch, on: date) -> None:
    """Put a batch to people once more, after it changed or a release was taken back."""
    proposals.overtake(session, proposal_of(session, batch))
    batch.rounds += 1
    session.flush()
    _propose(session, sepa, batch, on)


def is_signed(session: Session, batch: DebitBatch) -> bool:
    """Whether somebody said yes to the batch as it stands."""
    found = select(Proposal.first_by).where(Proposal.key == _key(batch))
    return session.exec(found).first() is not None


def proposal_of(session: Session, batch: DebitBatch) -> Proposal:
    """Return the proposal to release it as it stands."""
    return session.exec(select(Proposal).where(Proposal.key == _key(batch))).one()


def _key(batch: DebitBatch) -> str:
    """What the proposal to release it is known by."""
    return f"{KIND}:{batch.ref}:{batch.rounds}"


def by_ref(session: Session, ref: str) -> DebitBatch:
    """Return a batch. Raises NotFound."""
    return find_one(session, select(DebitBatch).where(DebitBatch.ref == ref))


def lines(session: Session, batch: DebitBatch) -> list[Line]:
    """Return what is in a batch, in order; what was taken out is not."""
    ids = select(Collection.id).where(
        Collection.batch_id == batch.id, Collection.state != "dropped"
    )
    return lines_of(session, [one for one in session.exec(ids).all() if one is not None])


def lines_of(session: Session, ids: Sequence[int]) -> list[Line]:
    """Return these collections with whose they are, in order."""
    found = (
        select(Collection, Mandate, Person)
        .join(Mandate, col(Mandate.id) == Collection.mandate_id)
        .join(Person, col(Person.id) == Mandate.person_id)
        .where(col(Collection.id).in_(ids))
        .order_by(col(Collection.id))
    )
    return [Line(*row) for row in session.exec(found).all()]


def total(found: Sequence[Line]) -> int:
    """Sum the lines of a batch, in cents."""
    return sum(line.collection.amount for line in found)


def must_be_open(session: Session, batch: DebitBatch) -> None:
    """Hold a batch, open and not signed for. Raises NotNow."""
    assert batch.id is not None
    lock(session, BATCH, [batch.id])
    session.refresh(batch)
    if batch.state != "open":
        raise NotNow("error-batch-closed")
    if is_signed(session, batch):
        raise NotNow("error-batch-signed")
