"""The released files as they are written, and what the collector sends as it is taken in.

For the command line and for the pages alike.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from portal.clock import day_at
from portal.errors import BadFile, NotFound
from portal.jobs.handover.answering import Taken, take_receipts
from portal.jobs.handover.paid_here import PAID, UNDONE
from portal.jobs.handover.receipt_file import read_receipts
from portal.jobs.handover.xml_file import write
from portal.ledger.handover import reading
from portal.ledger.handover.models import HandOver, HandOverEvent, HandOverFile
from portal.money import plain
from portal.municipality import Municipality
from portal.people import identity, vault
from portal.people.models import Person
from portal.ports.collector import Receipt
from portal.sheets import Line, Mistake, read

_CHANGES = ("recalled", "written_down", "written_up")


def content(
    session: Session,
    town: Municipality,
    file: HandOverFile,
    identities: Mapping[str, str] | None = None,
) -> bytes:
    """Return a released file: the same bytes each time, but for identity numbers given to it."""
    return write(
        _records(session, file),
        number=file.no,
        released_on=file.released_on,
        creditor=town.collector.creditor if town.collector else "",
        currency=town.currency,
        identities=identities,
    )


def identities_of(session: Session, file: BinaryIO, key: str) -> dict[str, str]:
    """Return the identity numbers of a sheet by the reference of who has each; none is kept.

    Raises BadFile, which names lines and never a number.
    """
    lines = list(read(file, ("scheme", "number")))
    mistakes = [line for line in lines if isinstance(line, Mistake)]
    good = [line for line in lines if isinstance(line, Line)]
    mistakes += [
        Mistake(line.number, "number", "is not a number of this scheme")
        for line in good
        if not identity.is_valid(line.cells["scheme"], line.cells["number"])
    ]
    if mistakes:
        raise BadFile([str(mistake) for mistake in mistakes])
    numbers: dict[str, str] = {
        identity.digest(line.cells["number"], line.cells["scheme"], key): line.cells["number"]
        for line in good
    }
    people: Mapping[str, Person] = identity.find_all(session, numbers)
    return {person.ref: numbers[found].replace("-", "") for found, person in people.items()}


def numbers_kept(session: Session, file: HandOverFile, *, by: str, now: datetime) -> dict[str, str]:
    """Return the numbers that are kept of who stands in a file, by reference; each is a look."""
    refs = {debtor["ref"] for record in _records(session, file) for debtor in record["debtors"]}
    return vault.read(session, refs, by=by, why=f"handover:{file.no}", now=now)


def _records(session: Session, file: HandOverFile) -> Sequence[Mapping[str, Any]]:
    assert file.id is not None
    return [one.record for one in reading.in_file(session, file.id)]


CHANGE_COLUMNS = ("id", "reference", "change", "on", "component", "amount", "reason", "paid_on")


def changes(session: Session, first: date) -> list[tuple[str, ...]]:
    """Return what was recalled or changed since a day, oldest first, each with its own id.

    Words of staff are not in it.
    """
    found = (
        select(HandOver.reference, HandOverEvent)
        .join(HandOverEvent, col(HandOverEvent.hand_over_id) == col(HandOver.id))
        .where(col(HandOverEvent.kind).in_(_CHANGES), col(HandOverEvent.on) >= first)
        .order_by(col(HandOverEvent.id))
    )
    return [
        (
            event.key,
            reference,
            event.kind,
            event.on.isoformat(),
            event.component,
            plain(event.amount),
            event.reason,
            _paid_on(event) if event.reason in (PAID, UNDONE) else "",
        )
        for reference, event in session.exec(found)
    ]


def _paid_on(event: HandOverEvent) -> str:
    """The day such money came in, which is kept as noon of that day."""
    return day_at(ZoneInfo("UTC"), event.at).isoformat()


def newest(session: Session) -> HandOverFile:
    """Return the file released last. Raises NotFound when none was."""
    found = reading.files(session)
    if not found:
        raise NotFound
    return found[0]


def take_in(
    session: Session, sent: bytes, country: str, *, skip_bad: bool, on: date, now: datetime
) -> Taken:
    """Take in a file of receipts. Raises BadFile when a line is bad and may not be skipped."""
    found = list(read_receipts(io.BytesIO(sent)))
    bad = [one for one in found if isinstance(one, Mistake)]
    if bad and not skip_bad:
        raise BadFile([str(mistake) for mistake in bad])
    receipts: Iterable[Receipt] = [one for one in found if isinstance(one, Receipt)]
    taken = take_receipts(session, receipts, country, on=on, now=now)
    if taken.mistakes and not skip_bad:
        raise BadFile([str(mistake) for mistake in taken.mistakes])
    return Taken(taken.new, taken.known, taken.rejected, (*bad, *taken.mistakes))


def name_of(file: HandOverFile) -> str:
    """Return the name a file is saved under."""
    return f"handover-{file.no:05d}-{file.released_on}.xml"
