"""Codes of letters on both databases: counted wrong, made once, stopped."""

from portal.cases.letterbox import codes
from portal.db import Database
from portal.municipality import load
from portal.tokens import Tokens
from tests import builders
from tests.builders import DAY, NOW

KEYS = Tokens("0123456789abcdefghijklmnopqrstuvwxyz")


def test_a_code_is_made_once_and_another_key_makes_another(database: Database) -> None:
    town, other = load("oss"), Tokens("zyxwvutsrqponmlkjihgfedcba9876543210")
    with database.unit_of_work() as session:
        letter = builders.letter(session, builders.person(session))
        first = codes.code_of(session, town, KEYS, letter)
        assert first is not None
        text = codes.shown(KEYS, letter, codes.code_of(session, town, KEYS, letter), DAY)
        assert text is not None
        opened = codes.open_letter(session, KEYS, text.text, on=DAY, now=NOW)
        assert opened is letter
        codes.code_of(session, town, other, letter)
        assert codes.open_letter(session, KEYS, text.text, on=DAY, now=NOW) is None
        assert codes.looks_at(session, letter) == [NOW]
