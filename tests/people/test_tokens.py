"""A signed link opens what it was made for, until its time is over."""

from datetime import timedelta

from portal.tokens import ALPHABET, Tokens
from tests.builders import NOW

KEY = Tokens("0123456789abcdefghijklmnopqrstuvwxyz")
LINK = KEY.sign("confirm-mail", {"person": "p1"}, NOW + timedelta(hours=48))


def test_a_link_says_what_was_signed_until_its_time_is_over() -> None:
    assert KEY.read("confirm-mail", LINK, NOW + timedelta(hours=47)) == {"person": "p1"}
    assert KEY.read("confirm-mail", LINK, NOW + timedelta(hours=49)) is None


def test_a_link_for_one_purpose_opens_no_other_and_a_changed_one_nothing() -> None:
    assert KEY.read("open-draft", LINK, NOW) is None
    assert KEY.read("confirm-mail", LINK[:-1], NOW) is None
    assert KEY.read("confirm-mail", "", NOW) is None
    assert Tokens("another key that is long enough").read("confirm-mail", LINK, NOW) is None


def test_a_code_is_the_same_each_time_and_another_for_each_subject_and_key() -> None:
    made = KEY.code("letter", "a", 10)
    assert made == KEY.code("letter", "a", 10)
    assert set(made) <= set(ALPHABET)
    others = {KEY.code("letter", "b", 10), KEY.code("other", "a", 10)}
    assert made not in others | {Tokens("another key that is long enough").code("letter", "a", 10)}
    assert KEY.digest("letter", made) != KEY.digest("network", made)
