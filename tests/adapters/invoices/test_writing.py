"""An invoice that is written is read back as it was, whatever its words are."""

from datetime import UTC, date, datetime
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as some

from portal.adapters.bank.pain001 import Pain001
from portal.adapters.invoices import Ubl
from portal.adapters.invoices.writing import UblWriter
from portal.ports.bank import Transfer
from portal.ports.invoices import Invoice, InvoiceParty

WORDS = some.text(
    some.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40
).map(lambda text: " ".join(text.split()) or "x")
DAYS = some.dates(date(2000, 1, 1), date(2099, 12, 31))
FIRMS = some.sampled_from(
    (
        ("kvk", "99990015", ""),
        ("kvk", "99990015", "999900000011"),
        ("cvr", "99990015", "1000000001"),
    )
)


@given(words=some.tuples(WORDS, WORDS, WORDS, WORDS), days=some.tuples(DAYS, DAYS), firm=FIRMS)
def test_what_is_written_is_read_back(
    words: tuple[str, str, str, str], days: tuple[date, date], firm: tuple[str, str, str]
) -> None:
    scheme, number, branch = firm
    about, name, unit, address = words
    written = Invoice(
        number="F-1",
        issued_on=days[0],
        due_on=days[1],
        currency="EUR",
        amount=123_45,
        supplier=InvoiceParty(name=unit, phone="0412-000 103"),
        debtor=InvoiceParty(scheme, number, name, address, branch=branch),
        about=about,
        period_from=days[0],
        period_to=days[1],
    )
    assert Ubl().read(BytesIO(UblWriter().write(written))) == written


def test_after_a_file_for_the_bank_it_is_written_as_before() -> None:
    day = date(2026, 12, 1)
    bill = Invoice("1", day, "EUR", 100, InvoiceParty(name="A"), InvoiceParty(name="B"), "x")
    Pain001().write(
        [Transfer("RF1", 100, "A", "NL91ABNA0417164300")],
        message_id="B1",
        made_at=datetime(2026, 12, 1, tzinfo=UTC),
        on=day,
        payer="A",
        account="NL91ABNA0417164300",
        text="x",
    )
    assert b'\n<Invoice xmlns="' in UblWriter().write(bill)
