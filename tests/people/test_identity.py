"""Identity numbers: which can be right, and that no number is ever kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from portal.people import identity

KEY = "a key of the tests, and of nothing else"
BSN = "999993653"


def slips(number: str) -> list[str]:
    """Every way to get one digit wrong."""
    return [
        number[:place] + digit + number[place + 1 :]
        for place in range(len(number))
        for digit in "0123456789"
        if digit != number[place]
    ]


@pytest.mark.parametrize(
    ("scheme", "number"),
    [
        ("bsn", "999993653"),
        ("bsn", "999990019"),
        ("kvk", "00000101"),
        ("cvr", "13748136"),
        ("cpr", "0101901238"),
        ("cpr", "010190-1238"),
    ],
)
def test_a_right_number_is_taken(scheme: str, number: str) -> None:
    assert identity.is_valid(scheme, number)


def test_a_cpr_number_that_fails_modulus_11_is_taken() -> None:
    assert identity.is_valid("cpr", "0101651234")


@pytest.mark.parametrize("number", ["6101700001", "9112700001", "8902840001"])
def test_a_replacement_cpr_number_has_60_added_to_the_day(number: str) -> None:
    assert identity.is_valid("cpr", number)


@pytest.mark.parametrize(
    ("scheme", "number"),
    [
        ("bsn", "999993654"),
        ("bsn", "99999365"),
        ("bsn", "000000000"),
        ("bsn", "9999.93.653"),
        ("kvk", "1234567"),
        ("kvk", "00000000"),
        ("cvr", "35254119"),
        ("cvr", "DK13748136"),
        ("cpr", "3102700001"),
        ("cpr", "9202700001"),
        ("cpr", "6113700001"),
        ("cpr", "01019012"),
        ("cpr", "0101-901238"),
        ("passport", "999993653"),
    ],
)
def test_an_impossible_number_is_not(scheme: str, number: str) -> None:
    assert not identity.is_valid(scheme, number)


@pytest.mark.parametrize("scheme", ["bsn", "kvk", "cvr", "cpr"])
@given(number=st.text(max_size=12))
def test_any_text_gets_an_answer(scheme: str, number: str) -> None:
    assert identity.is_valid(scheme, number) in (True, False)


@pytest.mark.parametrize(("scheme", "number"), [("bsn", BSN), ("cvr", "13748136")])
def test_one_wrong_digit_is_noticed_where_there_is_a_check_digit(scheme: str, number: str) -> None:
    assert not any(identity.is_valid(scheme, slip) for slip in slips(number))


def test_digits_of_other_scripts_are_no_digits() -> None:
    assert not identity.is_valid("bsn", "٩٩٩٩٩٣٦٥٣")


def test_the_digest_hides_the_number_and_depends_on_the_key() -> None:
    digest = identity.digest(BSN, "bsn", KEY)
    assert BSN not in digest
    assert digest == identity.digest(BSN, "bsn", KEY)
    assert digest != identity.digest(BSN, "bsn", KEY + "!")


def test_the_same_digits_of_another_scheme_are_another_person() -> None:
    assert identity.digest("13748136", "kvk", KEY) != identity.digest("13748136", "cvr", KEY)


def test_a_cpr_number_is_the_same_with_its_hyphen() -> None:
    assert identity.digest("010190-1238", "cpr", KEY) == identity.digest("0101901238", "cpr", KEY)


def test_someone_new_is_added_and_found_again(session: Session) -> None:
    made = _person(session, name="A. Voorbeeld")
    assert made.kind == "person"
    assert identity.find(session, BSN, "bsn", KEY) == made


def test_someone_known_keeps_their_particulars(session: Session) -> None:
    first = _person(session, name="A. Voorbeeld")
    again = _person(session, name="Another Name")
    assert again.id == first.id
    assert again.name == "A. Voorbeeld"


def test_no_column_holds_the_number(session: Session) -> None:
    assert BSN not in str(_person(session, name="A. Voorbeeld").model_dump())


def test_an_impossible_number_is_refused_without_being_repeated(session: Session) -> None:
    with pytest.raises(ValueError, match="not an identity number") as refused:
        identity.find_or_create(
            session, number="123456789", scheme="bsn", key=KEY, name="X", language="nl"
        )
    assert "123456789" not in str(refused.value)


def test_many_are_found_at_once(session: Session) -> None:
    made = _person(session, name="A. Voorbeeld")
    digests = [identity.digest(str(number), "kvk", KEY) for number in range(1200)]
    found = identity.find_all(session, [*digests, made.identity_digest])
    assert found == {made.identity_digest: made}


def _person(session: Session, name: str) -> identity.Person:
    return identity.find_or_create(
        session, number=BSN, scheme="bsn", key=KEY, name=name, language="nl"
    )
