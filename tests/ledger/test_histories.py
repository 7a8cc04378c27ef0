"""Random lives of claims, on the ledger and on a model of a few lines: both must say the same."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.db import Database
from portal.people.actors import staff_actor
from tests import builders
from tests.ledger import arranging, letting_go, moving
from tests.ledger.books import Books

PEOPLE, CLAIMS = 3, 3
STEPS: list[Callable[[Books, int, int], None]] = [
    Books.bill,
    Books.charge,
    Books.waive,
    Books.bank,
    Books.receive,
    Books.correct,
    Books.hand_over,
    letting_go.write_off,
    moving.match,
    moving.unmatch,
    moving.move,
    moving.refund,
    moving.after_refund,
    moving.take_back,
    arranging.plan,
    arranging.change_plan,
    arranging.hold,
    arranging.join,
]
Life = list[tuple[Callable[[Books, int, int], None], int, int]]
step = st.tuples(st.sampled_from(STEPS), st.integers(0, CLAIMS - 1), st.integers(1, 200_00))


class _UndoError(Exception):
    pass


def live(database: Database, life: Life) -> None:
    """Go through one life and compare; nothing of it is kept."""
    with suppress(_UndoError), database.unit_of_work() as session:
        people = [builders.person(session) for _ in range(PEOPLE)]
        first, second = (staff_actor(builders.staff(session, "senior")) for _ in range(2))
        books = Books(session, people, (first, second))
        for number in range(CLAIMS):
            books.bill(number, 100_00 + number)
        for act, which, amount in life:
            act(books, which, amount)
        books.assert_same()
        raise _UndoError


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=st.lists(step, max_size=30))
def test_the_ledger_says_what_the_model_says(embedded: Database, life: Life) -> None:
    live(embedded, life)


@pytest.mark.long
@settings(max_examples=10_000, suppress_health_check=list(HealthCheck))
@given(life=st.lists(step, max_size=60))
def test_the_ledger_says_what_the_model_says_in_many_lives(embedded: Database, life: Life) -> None:
    live(embedded, life)
