"""Wrong codes are counted together where they come from, wait a while, and are forgotten."""

from datetime import timedelta

import pytest
from sqlmodel import func, select

from portal.db import Database
from portal.people import guesses
from portal.people.guesses import Limits, WrongCode, guessed_wrong, may_try
from tests.builders import NOW

HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)
LIMITS = Limits(tries=3, wait=HOUR)


def test_wrong_codes_count_from_the_first_on_and_old_ones_are_forgotten(database: Database) -> None:
    for minute in range(LIMITS.tries):
        with database.unit_of_work() as session:
            at = NOW + timedelta(minutes=minute)
            assert may_try(session, ["near", f"part-{minute}"], LIMITS, at)
            guessed_wrong(session, ["near", f"part-{minute}"], LIMITS, at)
    with database.unit_of_work() as session:
        assert not may_try(session, ["near"], LIMITS, NOW + HOUR)
        assert not may_try(session, ["far", "near"], LIMITS, NOW + HOUR), "one is enough"
        assert may_try(session, ["far", "part-0"], LIMITS, NOW + HOUR)
        later = NOW + HOUR + timedelta(seconds=1)
        assert may_try(session, ["near"], LIMITS, later)
        guessed_wrong(session, ["near"], LIMITS, later)
        assert may_try(session, ["near"], LIMITS, later)
        guessed_wrong(session, ["other"], LIMITS, later + HOUR + timedelta(minutes=3))
        assert session.exec(select(func.count()).select_from(WrongCode)).one() == 1


def test_a_short_wait_of_one_does_not_shorten_that_of_another(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        for _ in range(LIMITS.tries):
            guessed_wrong(session, ["letter"], LIMITS, NOW)
        guessed_wrong(session, ["loan"], Limits(5, QUARTER), NOW + 2 * QUARTER)
        assert not may_try(session, ["letter"], LIMITS, NOW + 2 * QUARTER)


def test_with_too_many_at_once_nobody_new_may_try(
    embedded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guesses, "MOST_HANDLES", 2)
    with embedded.unit_of_work() as session:
        guessed_wrong(session, ["one", "two"], LIMITS, NOW)
        assert not may_try(session, ["three"], LIMITS, NOW)
        assert may_try(session, ["one"], LIMITS, NOW)
