"""One word for one thing: the words that deploy/terms.md leaves out stand in no text."""

import re

import pytest

from tests.structure.test_catalogues import texts
from tests.structure.tree import ROOT, text

ROW = re.compile(r"^\|(?:[^|]*\|){4}([^|]*)\|$", re.MULTILINE)


def left_out() -> list[tuple[str, str]]:
    """Each word that is not used, with its language."""
    rows = ROW.findall(text(ROOT / "deploy" / "terms.md"))
    words = [word.strip() for row in rows for word in row.split(",") if ":" in word]
    return [(lang, word) for lang, word in (one.split(": ") for one in words)]


@pytest.mark.parametrize(("lang", "word"), left_out())
def test_a_word_that_is_left_out_stands_in_no_text(lang: str, word: str) -> None:
    said = re.compile(rf"\b{word}", re.IGNORECASE)
    assert [name for name, words in texts(lang).items() if said.search(words)] == []


def test_the_list_is_read() -> None:
    assert ("nl", "aanvraag") in left_out()
