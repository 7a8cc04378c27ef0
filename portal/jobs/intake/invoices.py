"""Electronic invoices and credit notes: one document a file, taken whole or not."""

from typing import BinaryIO

from sqlmodel import Session

from portal.errors import BadFile
from portal.jobs.intake.base import Means, Outcome, Take, head
from portal.ledger import intake
from portal.ports import reader_for
from portal.ports.invoices import Invoice

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def is_xml(begins: bytes) -> bool:
    """Say whether a file that begins like this is XML, in UTF-8 or UTF-16."""
    for mark in _MARKS:
        begins = begins.removeprefix(mark)
    return begins.replace(b"\0", b"").lstrip().startswith(b"<")


def read_invoice(means: Means, file: BinaryIO) -> Take:
    """Read one document. Raises BadFile, whether or not bad lines may be left out."""
    reader = reader_for(head(file), means.readers.invoices)
    if reader is None:
        raise BadFile(["The file is XML, but no UBL invoice or credit note."])
    invoice = reader.read(file)
    file.seek(0)
    original = file.read()

    def take(session: Session) -> Outcome:
        if invoice.credits:
            return _lowered(session, means, invoice)
        return _booked(session, means, invoice, original)

    return take


def _booked(session: Session, means: Means, invoice: Invoice, original: bytes) -> Outcome:
    done = intake.take_invoice(
        session,
        invoice,
        municipality=means.town,
        identity_key=means.identity_key,
        now=means.now,
        actor=means.actor,
        original=original,
    )
    return Outcome({"new": done.new, "unchanged": done.unchanged}, results=(done,))


def _lowered(session: Session, means: Means, note: Invoice) -> Outcome:
    done = intake.take_credit_note(
        session,
        note,
        municipality=means.town,
        identity_key=means.identity_key,
        now=means.now,
        actor=means.actor,
    )
    counts = {"lowered": int(done.is_new), "unchanged": int(not done.is_new)}
    return Outcome(counts, results=(done,))
