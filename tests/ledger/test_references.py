"""Payment references: right check digits, no slip of a digit, and how people and banks see them."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ledger import references

DIGIT = st.integers(0, 9).map(str)
NL_BASE = st.text("0123456789", min_size=15, max_size=15)
FI_BASE = st.text("0123456789", min_size=14, max_size=14)
SCHEMES = ["nl16", "fi71"]


def slips(reference: str) -> list[str]:
    """Every way to get one digit wrong."""
    return [
        reference[:place] + digit + reference[place + 1 :]
        for place in range(len(reference))
        for digit in "0123456789"
        if digit != reference[place]
    ]


def test_the_dutch_example_of_the_banks() -> None:
    assert references.complete("nl16", "000056789012345") == "5000056789012345"


@pytest.mark.parametrize(("base", "check"), [("1", "8"), ("2", "6"), ("00404040000066", "9")])
def test_the_danish_examples_of_the_banks(base: str, check: str) -> None:
    assert references.fi_check(base) == check


@given(NL_BASE)
def test_a_dutch_reference_is_16_digits_and_valid(base: str) -> None:
    reference = references.complete("nl16", base)
    assert len(reference) == 16
    assert reference[1:] == base
    assert references.is_valid("nl16", reference)


@given(FI_BASE)
def test_a_danish_id_is_15_digits_and_valid(base: str) -> None:
    reference = references.complete("fi71", base)
    assert reference[:-1] == base
    assert references.is_valid("fi71", reference)


@given(FI_BASE)
def test_no_danish_id_hides_a_wrong_digit(base: str) -> None:
    reference = references.complete("fi71", base)
    assert not any(references.is_valid("fi71", slip) for slip in slips(reference))


@pytest.mark.parametrize("scheme", SCHEMES)
@given(number=st.text(min_size=1, max_size=40))
def test_no_reference_we_give_hides_a_wrong_digit(scheme: str, number: str) -> None:
    reference = references.issue(scheme, number)
    assert references.is_valid(scheme, reference)
    assert not any(references.is_valid(scheme, slip) for slip in slips(reference))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_claim_number_always_gets_the_same_reference(scheme: str) -> None:
    assert references.issue(scheme, "V2026-1") == references.issue(scheme, "V2026-1")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_other_numbers_and_second_draws_get_other_references(scheme: str) -> None:
    drawn = {references.issue(scheme, f"V{number}", attempt)
             for number in range(500) for attempt in range(2)}  # fmt: skip
    assert len(drawn) == 1000


@pytest.mark.parametrize("reference", ["", "500005678901234", "50000567890123456", "5000 0567"])
def test_a_reference_of_another_length_is_none(reference: str) -> None:
    assert not references.is_valid("nl16", reference)


@pytest.mark.parametrize("reference", ["50000567890123٤٥", "5000056789012345\n"])
def test_only_plain_digits_count(reference: str) -> None:
    assert not references.is_valid("nl16", reference)


@pytest.mark.parametrize("base", ["", "12a", "1" * 16])
def test_what_is_no_row_of_digits_cannot_become_a_reference(base: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        references.complete("nl16", base)


def test_people_read_a_dutch_reference_in_fours() -> None:
    assert references.show("nl16", "5000056789012345") == "5000 0567 8901 2345"


def test_a_danish_bank_wants_the_whole_line() -> None:
    shown = references.show("fi71", "000000000123455", "81234567")
    assert shown == "+71<000000000123455+81234567<"


def test_the_qr_code_is_a_picture_without_style_or_script() -> None:
    drawn = references.qr_svg(
        name="Gemeente Demo", iban="NL91ABNA0417164300", amount=12_50, reference="5000056789012345"
    )
    picture = ET.fromstring(drawn)
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert "style" not in drawn
    assert len(drawn) < 4_000


def test_the_qr_code_is_of_this_amount_and_reference() -> None:
    def drawn(amount: int, reference: str) -> str:
        return references.qr_svg(
            name="Gemeente Demo", iban="NL91ABNA0417164300", amount=amount, reference=reference
        )

    ours = drawn(12_50, "5000056789012345")
    assert ours == drawn(12_50, "5000056789012345")
    assert ours not in (drawn(12_51, "5000056789012345"), drawn(12_50, "6036395003857117"))


def test_nothing_to_pay_has_no_qr_code() -> None:
    with pytest.raises(ValueError):
        references.qr_svg(
            name="Gemeente Demo", iban="NL91ABNA0417164300", amount=0, reference="5000056789012345"
        )
