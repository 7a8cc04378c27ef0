"""Invoices and credit notes in the books: once, whole, and told when they cannot be taken."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session, func, select

from portal.check import broken
from portal.errors import BadFile
from portal.ledger import intake
from portal.ledger.models import Claim, LedgerEntry
from portal.ledger.origin.models import Credit
from portal.municipality import load
from portal.people.models import AuditEvent, Person
from portal.ports.invoices import Invoice, InvoiceParty
from tests import builders
from tests.builders import NOW, owed

GIVEN = {
    "municipality": load("oss"),
    "identity_key": "a key of the tests",
    "now": NOW,
    "actor": "import",
}
INVOICE = Invoice(
    number="F-1",
    issued_on=date(2026, 10, 5),
    currency="EUR",
    amount=121_00,
    supplier=InvoiceParty(name="Team Zalen", phone="0412-000 103"),
    debtor=InvoiceParty("kvk", "99990015", "Voorbeeld B.V.", "Proefstraat 1, 0000 AA Demostad"),
    about="Zaalhuur",
)
NOTE = replace(INVOICE, number="K-1", credits="F-1", amount=21_00, issued_on=date(2026, 10, 20))


def told(session: Session, invoice: Invoice) -> list[str]:
    """What is said of a document that cannot be taken; nothing is changed by it."""
    before = rows(session)
    take = intake.take_credit_note if invoice.credits else intake.take_invoice
    with pytest.raises(BadFile) as caught:
        take(session, invoice, **GIVEN)  # type: ignore[operator]
    assert rows(session) == before
    return caught.value.mistakes


def rows(session: Session) -> list[int]:
    tables = (Person, Claim, LedgerEntry, AuditEvent, Credit)
    return [session.exec(select(func.count()).select_from(table)).one() for table in tables]


def claim_of(session: Session, invoice: Invoice = INVOICE) -> Claim:
    intake.take_invoice(session, invoice, **GIVEN)
    return session.exec(select(Claim)).one()


def test_an_invoice_becomes_a_claim_on_the_business(session: Session) -> None:
    claim = claim_of(session)
    debtor = session.get_one(Person, claim.person_id)
    assert (debtor.kind, debtor.identity_scheme) == ("business", "kvk")
    assert (claim.number, claim.kind, claim.unit) == ("F-1", "invoice", "Team Zalen")
    assert (claim.description, claim.billed_on) == ("Zaalhuur", None)
    assert owed(session, claim) == 121_00


def test_without_a_day_to_pay_the_term_of_the_municipality_counts(session: Session) -> None:
    assert claim_of(session).due_on == date(2026, 11, 16)


def test_the_same_invoice_again_changes_nothing(session: Session) -> None:
    claim_of(session)
    before = rows(session)
    assert intake.take_invoice(session, INVOICE, **GIVEN).unchanged == 1
    assert rows(session) == before


def test_an_invoice_that_changed_under_its_number_is_told_by_its_element(session: Session) -> None:
    claim_of(session)
    assert told(session, replace(INVOICE, amount=122_00)) == [
        "LegalMonetaryTotal/PayableAmount: differs from the claim known under this number."
    ]
    other = replace(INVOICE.debtor, number="99990023")
    assert "AccountingCustomerParty: differs" in told(session, replace(INVOICE, debtor=other))[0]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"currency": "DKK"}, "DocumentCurrencyCode: must be EUR, the only one taken here."),
        ({"due_on": date(2026, 10, 1)}, "DueDate: must be on or after IssueDate."),
        ({"number": "a b"}, "ID: must be 1 to 40 letters, digits, points, slashes or hyphens."),
        (
            {"debtor": InvoiceParty("kvk", "123", "X")},
            "AccountingCustomerParty: is not a number of this scheme.",
        ),
        (
            {"debtor": InvoiceParty("cvr", "99990015", "X")},
            "AccountingCustomerParty: must be one of bsn, kvk.",
        ),
        (
            {"debtor": replace(INVOICE.debtor, name="")},
            "AccountingCustomerParty/PartyName: must be filled in.",
        ),
        (
            {"about": "=cmd()"},
            "InvoiceLine/Item/Name: may not begin with = + - or @, which a spreadsheet runs as a"
            " formula.",
        ),
    ],
)
def test_what_does_not_fit_here_is_told_in_one_sentence(
    session: Session, change: dict[str, object], sentence: str
) -> None:
    assert told(session, replace(INVOICE, **change)) == [sentence]  # type: ignore[arg-type]


def test_a_telephone_number_nobody_can_dial_gives_way_to_the_municipalitys(
    session: Session,
) -> None:
    supplier = InvoiceParty(name="Team Zalen", phone="ask for Anna")
    assert claim_of(session, replace(INVOICE, supplier=supplier)).unit_phone == "0412-000 000"


def test_a_credit_note_lowers_its_invoice_once(session: Session) -> None:
    claim = claim_of(session)
    assert intake.take_credit_note(session, NOTE, **GIVEN).is_new
    before = rows(session)
    assert not intake.take_credit_note(session, NOTE, **GIVEN).is_new
    assert (owed(session, claim), rows(session)) == (100_00, before)
    assert not broken(session)


def test_an_invoice_comes_again_unchanged_after_its_credit_note(session: Session) -> None:
    claim = claim_of(session)
    intake.take_credit_note(session, NOTE, **GIVEN)
    assert intake.take_invoice(session, INVOICE, **GIVEN).unchanged == 1
    assert owed(session, claim) == 100_00


def test_what_was_paid_too_much_waits_for_the_payer(session: Session) -> None:
    claim = claim_of(session)
    builders.pay(session, claim, 121_00)
    assert intake.take_credit_note(session, NOTE, **GIVEN).back == 21_00
    assert owed(session, claim) == 0
    assert not broken(session)


def test_a_credit_note_that_does_not_say_who_is_known_by_its_invoice(session: Session) -> None:
    claim = claim_of(session)
    intake.take_credit_note(session, replace(NOTE, debtor=InvoiceParty()), **GIVEN)
    assert owed(session, claim) == 100_00


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"credits": "F-9"},
            "BillingReference/InvoiceDocumentReference: no invoice with this number is known."
            " Import that one first.",
        ),
        (
            {"amount": 121_01},
            "LegalMonetaryTotal/PayableAmount: is more than what is left of the invoice it lowers.",
        ),
        (
            {"debtor": InvoiceParty("kvk", "99990023", "X")},
            "AccountingCustomerParty: is another business than on the invoice.",
        ),
        ({"issued_on": date(2026, 10, 4)}, "IssueDate: must not be before the day of the invoice."),
    ],
)
def test_a_credit_note_that_cannot_be_right_is_told(
    session: Session, change: dict[str, object], sentence: str
) -> None:
    claim_of(session)
    assert told(session, replace(NOTE, **change)) == [sentence]  # type: ignore[arg-type]


def test_a_credit_note_that_changed_under_its_number_is_told(session: Session) -> None:
    claim_of(session)
    intake.take_credit_note(session, NOTE, **GIVEN)
    assert told(session, replace(NOTE, amount=20_00)) == [
        "ID: differs from the credit note known under this number."
    ]


def test_an_invoice_at_the_collector_is_lowered_there(session: Session) -> None:
    claim = claim_of(session)
    claim.stage, claim.transferred_on = "transferred", date(2026, 12, 1)
    session.flush()
    (sentence,) = told(session, NOTE)
    assert "handed over to the collector" in sentence
