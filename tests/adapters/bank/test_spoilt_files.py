"""Whatever is done to a bank file, a reader gives statements or says what is wrong."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.adapters.bank import READERS
from portal.errors import BadFile
from portal.ports.bank import Statement
from tests.adapters.bank.bank_files import read, sample

WHOLE = {name: sample(name) for name in ("statements.xml", "statements.sta")}
PIECES = {name: re.split(rb"([<>\n:/])", data) for name, data in WHOLE.items()}
names = st.sampled_from(sorted(WHOLE))
telling = st.sampled_from(
    [
        *(b"", b"\0", b"\xff\xfe", b"\r", b"-", b"-}", b"RC", b":61:", b":20:", b"0,", b"260230"),
        *(b"<Ntry>", b"<!DOCTYPE a>", b"&a;", b"BOOK", b"1.005", b"9" * 20, b"2026-02-30"),
    ]
)
words = st.one_of(telling, st.binary(max_size=8), st.text(max_size=12).map(str.encode))
edits = st.tuples(st.integers(0, 20_000), st.integers(0, 60), words)


def hold(data: bytes) -> None:
    """Both readers take these bytes, or refuse them with sentences."""
    for reader in READERS:
        reader.recognises(data)
        found: Sequence[Statement] = ()
        try:
            found = read(reader, data)
        except BadFile as refused:
            sentences = refused.mistakes
        else:
            sentences = []
            assert all(isinstance(statement, Statement) for statement in found)
        assert sentences or found
        assert all(sentence.endswith(".") for sentence in sentences)


@settings(deadline=None)
@given(names, st.lists(edits, min_size=1, max_size=5))
def test_bytes_cut_out_and_put_in(name: str, changes: list[tuple[int, int, bytes]]) -> None:
    data = WHOLE[name]
    for position, length, new in changes:
        at = position % (len(data) + 1)
        data = data[:at] + new + data[at + length :]
    hold(data)


@settings(deadline=None)
@given(names, st.lists(st.tuples(st.integers(0, 20_000), words), min_size=1, max_size=4))
def test_one_value_put_for_another(name: str, changes: list[tuple[int, bytes]]) -> None:
    pieces = list(PIECES[name])
    for position, new in changes:
        pieces[position % len(pieces)] = new
    hold(b"".join(pieces))


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_at_all(data: bytes) -> None:
    hold(data)


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_file_cut_off_anywhere(name: str) -> None:
    for end in range(0, len(WHOLE[name]), 7):
        hold(WHOLE[name][:end])
