"""Electronic invoices and credit notes from files: one document a file, taken whole or not."""

from datetime import datetime
from typing import BinaryIO

from portal import money
from portal.adapters.invoices import READERS
from portal.commands.place import Place
from portal.errors import BadFile
from portal.invoice_ports import Invoice
from portal.ledger import intake
from portal.municipality import Municipality
from portal.ports import reader_for

_HEAD = 4096
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def is_xml(file: BinaryIO) -> bool:
    """Say whether a file begins as XML does, in UTF-8 or UTF-16; it is left at its beginning."""
    head = file.read(_HEAD)
    file.seek(0)
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"").lstrip().startswith(b"<")


def take(
    file: BinaryIO, where: Place, town: Municipality, *, skip_bad: bool, now: datetime
) -> list[str]:
    """Import an invoice or credit note; return what was done. Raises BadFile.

    With `skip_bad` a bad one is left out, and named.
    """
    try:
        invoice = _read(file)
        file.seek(0)
        return [_booked(invoice, file.read(), where, town, now)]
    except BadFile as bad:
        if not skip_bad:
            raise
        return ["0 new, 0 already there.", *(f"left out: {mistake}" for mistake in bad.mistakes)]


def _read(file: BinaryIO) -> Invoice:
    reader = reader_for(file.read(_HEAD), READERS)
    file.seek(0)
    if reader is None:
        raise BadFile(["The file is XML, but no UBL invoice or credit note."])
    return reader.read(file)


def _booked(
    invoice: Invoice, original: bytes, where: Place, town: Municipality, now: datetime
) -> str:
    key = where.identity_key
    with where.database.unit_of_work() as session:
        if not invoice.credits:
            taken = intake.take_invoice(
                session,
                invoice,
                municipality=town,
                identity_key=key,
                now=now,
                actor="import",
                original=original,
            )
            return f"{taken.new} new, {taken.unchanged} already there."
        done = intake.take_credit_note(
            session, invoice, municipality=town, identity_key=key, now=now, actor="import"
        )
    return _lowered(done)


def _lowered(done: intake.Lowered) -> str:
    if not done.is_new:
        return f"Credit note {done.number}: already there, nothing changed."
    told = f"Credit note {done.number}: {money.plain(done.amount)} off claim {done.invoice}."
    if done.back:
        told += f" {money.plain(done.back)} was paid too much and waits for the payer."
    return told
