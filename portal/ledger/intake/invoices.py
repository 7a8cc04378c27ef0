"""Electronic invoices and credit notes: an invoice becomes a claim like a line of a claims file.

The debtor is a business, known by its number in the trade register. Whether a credit note's debtor
is named or not, the invoice it lowers says who it is about.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlmodel import Session, select

from portal import money
from portal.errors import BadFile, Conflict, NotNow
from portal.ledger.bankdays import next_bank_day
from portal.ledger.firms import documents
from portal.ledger.intake.cells import COLUMNS, WrongCellError, value
from portal.ledger.intake.row import ClaimRow, parse
from portal.ledger.intake.take import Taken, take
from portal.ledger.models import Claim
from portal.ledger.origin.credits import Wanted, credit
from portal.municipality import Municipality
from portal.people import audit, identity
from portal.people.models import Person
from portal.ports.invoices import Invoice
from portal.sheets import Mistake

KIND = "invoice"
"""The kind of claim an electronic invoice makes."""
ELEMENTS = {
    "number": "ID",
    "identity_scheme": "AccountingCustomerParty",
    "identity_number": "AccountingCustomerParty",
    "debtor_kind": "AccountingCustomerParty",
    "debtor_name": "AccountingCustomerParty/PartyName",
    "address": "AccountingCustomerParty/PostalAddress",
    "branch": "AccountingCustomerParty/PartyIdentification",
    "kind": "InvoiceTypeCode",
    "description": "InvoiceLine/Item/Name",
    "unit": "AccountingSupplierParty/PartyName",
    "unit_phone": "AccountingSupplierParty/Contact/Telephone",
    "arose_on": "IssueDate",
    "due_on": "DueDate",
    "amount": "LegalMonetaryTotal/PayableAmount",
    "period_from": "InvoicePeriod/StartDate",
    "period_to": "InvoicePeriod/EndDate",
}
"""Where each column of a claims file stands in an invoice."""
_LONGEST = 300
_LOWERED = "BillingReference/InvoiceDocumentReference"


@dataclass(frozen=True)
class Lowered:
    """What a credit note did. Amounts are minor units."""

    number: str
    invoice: str
    amount: int
    back: int
    """What had been paid too much and now waits for whoever paid it."""
    is_new: bool


def take_invoice(
    session: Session,
    invoice: Invoice,
    *,
    municipality: Municipality,
    identity_key: str,
    now: datetime,
    actor: str,
    original: bytes = b"",
) -> Taken:
    """Book an invoice as a claim; the same one again changes nothing. Raises BadFile.

    `original` is kept with a claim that is new, for the business to fetch.
    """
    row = _row(invoice, municipality)
    taken = take(
        session,
        [row],
        municipality=municipality,
        identity_key=identity_key,
        now=now,
        actor=actor,
        skip_bad=True,
    )
    if taken.mistakes:
        raise BadFile([_told(mistake) for mistake in taken.mistakes])
    if taken.new and original:
        documents.keep(session, row.number, original, now)
    return taken


def take_credit_note(
    session: Session,
    note: Invoice,
    *,
    municipality: Municipality,
    identity_key: str,
    now: datetime,
    actor: str,
) -> Lowered:
    """Lower the claim a credit note names; the same note again changes nothing. Raises BadFile."""
    _must_be_own_currency(note, municipality)
    claim = _lowered(session, note, identity_key)
    assert claim.id is not None
    mark = _mark(note)
    wanted = Wanted(f"note:{note.number}", claim.id, note.amount, "note", note.issued_on, mark=mark)
    try:
        back = credit(session, wanted, now=now, actor=actor)
    except Conflict:
        raise BadFile(["ID: differs from the credit note known under this number."]) from None
    except NotNow as why:
        raise BadFile([_WHY_NOT[why.message]]) from None
    if back is not None:
        detail = f"{note.number} {money.plain(note.amount)}"
        audit.record(session, now, actor, "claim:credit", f"claim:{claim.ref}", detail)
    return Lowered(note.number, claim.number, note.amount, back or 0, back is not None)


_WHY_NOT = {
    "error-credit-too-much": (
        "LegalMonetaryTotal/PayableAmount: is more than what is left of the invoice it lowers."
    ),
    "error-claim-transferred": (
        f"{_LOWERED}: the invoice was handed over to the collector; write it down there."
    ),
}


def _row(invoice: Invoice, town: Municipality) -> ClaimRow:
    _must_be_own_currency(invoice, town)
    found = parse(1, _cells(invoice, town), town)
    if isinstance(found, ClaimRow):
        return found
    raise BadFile(list(dict.fromkeys(_told(mistake) for mistake in found)))


def _cells(invoice: Invoice, town: Municipality) -> dict[str, str]:
    term = timedelta(days=town.dunning.pay_days)
    due_on = invoice.due_on or next_bank_day(invoice.issued_on + term, town.country)
    about = invoice.about or invoice.number
    return {
        "number": invoice.number,
        "identity_scheme": invoice.debtor.scheme,
        "identity_number": invoice.debtor.number,
        "debtor_kind": "business",
        "debtor_name": invoice.debtor.name,
        "language": town.languages[0],
        "address": invoice.debtor.address,
        "branch": invoice.debtor.branch,
        "kind": KIND,
        "description": about if len(about) <= _LONGEST else about[: _LONGEST - 1] + "…",
        "unit": invoice.supplier.name,
        "unit_phone": _phone(invoice, town),
        "arose_on": invoice.issued_on.isoformat(),
        "due_on": due_on.isoformat(),
        "amount": money.plain(invoice.amount),
        "period_from": invoice.period_from.isoformat() if invoice.period_from else "",
        "period_to": invoice.period_to.isoformat() if invoice.period_to else "",
    }


def _phone(invoice: Invoice, town: Municipality) -> str:
    """The supplier's number; the municipality's own where none was given that can be dialled."""
    try:
        return str(value(invoice.supplier.phone, COLUMNS["unit_phone"], town))
    except WrongCellError:
        return town.contact.phone


def _told(mistake: Mistake) -> str:
    reason = mistake.reason
    for column, element in ELEMENTS.items():
        reason = reason.replace(column, element) if "_" in column else reason
    return f"{ELEMENTS.get(mistake.field, mistake.field)}: {reason}."


def _must_be_own_currency(invoice: Invoice, town: Municipality) -> None:
    if invoice.currency != town.currency:
        raise BadFile([f"DocumentCurrencyCode: must be {town.currency}, the only one taken here."])


def _lowered(session: Session, note: Invoice, identity_key: str) -> Claim:
    """The claim of the invoice a credit note names, which is the same business's."""
    found = session.exec(
        select(Claim, Person)
        .join(Person, Person.id == Claim.person_id)  # type: ignore[arg-type]
        .where(Claim.number == note.credits)
    ).one_or_none()
    if found is None:
        raise BadFile([f"{_LOWERED}: no invoice with this number is known. Import that one first."])
    claim, person = found
    given = note.debtor
    digest = identity.digest(given.number, given.scheme, identity_key)
    if given.number and not identity.is_under(person.identity_digest, digest):
        raise BadFile(["AccountingCustomerParty: is another business than on the invoice."])
    if note.issued_on < claim.arose_on:
        raise BadFile(["IssueDate: must not be before the day of the invoice."])
    return claim


def _mark(note: Invoice) -> str:
    """Digest of what a note says; a branch in it changes nothing."""
    told = asdict(note)
    for party in ("supplier", "debtor"):
        del told[party]["branch"]
    return sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()
