"""Statements that are built once: each answers for itself, in each database."""

import pytest
from sqlalchemy import bindparam, select
from sqlmodel import Session

from portal.fixed import Fixed
from portal.ledger.tables import PERSON, run
from tests import builders

REF = bindparam("ref")
NAME, LANGUAGE = (
    Fixed(select(PERSON.c[column]).where(PERSON.c.ref == REF)) for column in ("name", "language")
)
"""Two with the same open places: nothing but what they ask for tells them apart."""
ANY = Fixed(select(PERSON.c.ref).where(PERSON.c.ref.in_(bindparam("refs", expanding=True))))


def test_two_with_the_same_open_places_do_not_answer_for_each_other(session: Session) -> None:
    person = builders.person(session, language="da")
    for _ in range(2):  # first made, then found
        assert run(session, NAME, {"ref": person.ref}).scalar_one() == person.name
        assert run(session, LANGUAGE, {"ref": person.ref}).scalar_one() == "da"


def test_a_list_that_was_short_can_be_long_the_next_time(session: Session) -> None:
    refs = sorted(builders.person(session).ref for _ in range(3))
    for asked in ([refs[0]], refs, []):
        assert sorted(run(session, ANY, {"refs": asked}).scalars()) == asked


@pytest.mark.parametrize("typed", ["O'Neill", "x; drop table person", "%"])
def test_what_no_code_would_write_down_is_not_made_text(typed: str) -> None:
    with pytest.raises(TypeError, match="words and numbers of the code"):
        Fixed(select(PERSON.c.ref).where(PERSON.c.name == typed))
