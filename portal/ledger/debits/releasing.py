"""Releasing a batch: by people who did not change it; then its file can be taken to the bank."""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256

from sqlmodel import Session, select

from portal.errors import NotFound, NotNow
from portal.ledger import proposals
from portal.ledger.debits import batches
from portal.ledger.debits.batches import Line
from portal.ledger.debits.models import Collection, DebitBatch, DebitFile
from portal.ledger.debits.settings import Sepa
from portal.ledger.records import WAITING
from portal.municipality import Municipality
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.people.outbox import tell
from portal.ports.debits import Debit, DebitOrder, DebitWriter
from portal.record import find_one


def answer(
    session: Session,
    staff: Actor,
    batch: DebitBatch,
    says: str,
    reason: str,
    *,
    seen: int,
    town: Municipality,
    sepa: Sepa,
    writer: DebitWriter,
    on: date,
    now: datetime,
) -> bool:
    """Say yes or no to a batch; return whether it is released now, with its file made.

    A no drops all that is in it, and tells the people. Raises NotAllowed, Conflict, and NotNow for
    whoever changed the batch, for one that is empty or late, and for the same person twice.
    """
    staff.must(Permission.DEBIT_RELEASE)
    found = batches.lines(session, batch)
    if batch.state != "open":
        raise NotNow("error-batch-closed")
    if says == "yes":
        _may_be_released(staff, batch, found, town, sepa, on)
    proposal = batches.proposal_of(session, batch)
    is_last = proposals.answer(session, staff, proposal, says, reason, seen=seen, now=now, on=on)
    if says == "no":
        _close(session, batch, found, "refused", on, now)
    if is_last:
        batch.state = "released"
        _keep(session, batch, _order(batch, found, town, sepa, now), writer, staff, now)
    session.flush()
    return is_last


def _may_be_released(
    staff: Actor,
    batch: DebitBatch,
    found: Sequence[Line],
    town: Municipality,
    sepa: Sepa,
    on: date,
) -> None:
    if staff.signature == batch.prepared_by:
        raise NotNow("error-batch-own")
    if not found:
        raise NotNow("error-batch-empty")
    if on > batches.latest(town, sepa, batch):
        raise NotNow("error-batch-late")


def _order(
    batch: DebitBatch, found: Sequence[Line], town: Municipality, sepa: Sepa, now: datetime
) -> DebitOrder:
    return DebitOrder(
        message_id=f"{batch.ref}-{batch.rounds}",
        made_at=now,
        collect_on=batch.collect_on,
        creditor=town.payment.name,
        creditor_id=sepa.creditor_id,
        account=town.payment.account,
        bank=sepa.bank,
        scheme=sepa.scheme,
        currency=town.currency,
        debits=tuple(
            Debit(
                end_to_end=line.collection.ref,
                amount=line.collection.amount,
                mandate=line.mandate.reference,
                signed_on=line.mandate.given_on,
                account=line.mandate.account,
                name=line.mandate.holder,
                text=f"{town.payment.name} {line.mandate.reference}",
                sequence=line.collection.sequence,
            )
            for line in found
        ),
    )


def _keep(
    session: Session,
    batch: DebitBatch,
    order: DebitOrder,
    writer: DebitWriter,
    staff: Actor,
    now: datetime,
) -> None:
    content = writer.write(order).decode()
    assert batch.id is not None
    digest = sha256(content.encode()).hexdigest()
    file = DebitFile(
        batch_id=batch.id,
        round=batch.rounds,
        digest=digest,
        content=content,
        made_at=now,
        released_by=staff.signature,
    )
    session.add(file)
    audit.record(session, now, staff.signature, "debit:release", f"batch:{batch.ref}", digest)


def take_back(
    session: Session, staff: Actor, batch: DebitBatch, sepa: Sepa, *, on: date, now: datetime
) -> None:
    """Take a release back, as long as nobody took the file, or one's own first yes before it.

    Raises NotAllowed, NotNow.
    """
    staff.must(Permission.DEBIT_RELEASE)
    proposal = batches.proposal_of(session, batch)
    if proposals.has_first_yes(proposal) and proposal.first_by == staff.signature:
        proposals.reopen(session, staff, proposal, seen=proposal.version, now=now)
        return
    if batch.state != "released" or batch.fetched_on is not None:
        raise NotNow("error-batch-away")
    batch.state = "open"
    batches.again(session, sepa, batch, on)
    audit.record(session, now, staff.signature, "debit:take-back", f"batch:{batch.ref}")


def fetch(
    session: Session, staff: Actor, batch: DebitBatch, *, on: date, now: datetime
) -> DebitFile:
    """Return the file of a released batch, to take to the bank. Raises NotAllowed, NotFound.

    From the day of collecting on there is none: it would be collected a second time.
    """
    staff.must(Permission.DEBIT_RELEASE)
    file = file_of(session, batch)
    if file is None or on >= batch.collect_on:
        raise NotFound
    batch.fetched_on = batch.fetched_on or on
    session.flush()
    audit.record(session, now, staff.signature, "debit:fetch", f"batch:{batch.ref}", file.digest)
    return file


def file_of(session: Session, batch: DebitBatch) -> DebitFile | None:
    """Return the file of a batch that is released now."""
    if batch.state != "released":
        return None
    found = select(DebitFile).where(DebitFile.batch_id == batch.id, DebitFile.round == batch.rounds)
    return session.exec(found).one()


def take_out(session: Session, staff: Actor, batch: DebitBatch, ref: str, *, now: datetime) -> None:
    """Take one collection out of an open batch. Whoever does so does not release it.

    Raises NotAllowed, NotFound, and NotNow when somebody signed.
    """
    staff.must(Permission.DEBIT_RELEASE)
    one = _collection(session, batch, ref, "batched")
    batches.drop(session, one, "staff")
    batch.prepared_by = staff.signature
    session.flush()
    audit.record(session, now, staff.signature, "debit:take-out", f"collection:{one.ref}")


def put_back(session: Session, staff: Actor, batch: DebitBatch, ref: str, *, now: datetime) -> None:
    """Put one that was taken out back in. Raises NotAllowed, NotFound, NotNow."""
    staff.must(Permission.DEBIT_RELEASE)
    one = _collection(session, batch, ref, "dropped")
    if one.why != "staff":
        raise NotFound
    one.state, one.why = "batched", ""
    batch.prepared_by = staff.signature
    session.flush()
    audit.record(session, now, staff.signature, "debit:put-back", f"collection:{one.ref}")


def _collection(session: Session, batch: DebitBatch, ref: str, state: str) -> Collection:
    batches.must_be_open(session, batch)
    found = select(Collection).where(
        Collection.ref == ref, Collection.batch_id == batch.id, Collection.state == state
    )
    return find_one(session, found)


def lapse(session: Session, batch: DebitBatch, on: date, now: datetime) -> int:
    """Give up a batch that did not reach the bank in time; return how many people are told."""
    proposal = batches.proposal_of(session, batch)
    if proposal.state in WAITING:
        proposals.overtake(session, proposal)
    found = batches.lines(session, batch)
    _close(session, batch, found, "late", on, now)
    batch.state = "lapsed"
    session.flush()
    return len(found)


def _close(
    session: Session,
    batch: DebitBatch,
    found: Sequence[Line],
    why: str,
    on: date,
    now: datetime,
) -> None:
    batch.state = "refused"
    for line in found:
        batches.drop(session, line.collection, why)
        tell_not_collected(session, line, on, now)


def tell_not_collected(session: Session, line: Line, on: date, now: datetime) -> None:
    """Tell someone that what was announced is not collected, so that they can pay themselves."""
    one = line.collection
    tell(
        session,
        key=f"debit-not-collected:{one.ref}",
        person_id=line.mandate.person_id,
        kind="debit-not-collected",
        made_on=on,
        now=now,
        content={"amount": one.amount, "day": one.collect_on.isoformat()},
    )
