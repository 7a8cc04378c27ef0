"""Two members of staff at the same moment: one is told, nothing is done twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import select

from portal.db import Database
from portal.errors import Conflict, NotNow
from portal.jobs import time_bar
from portal.jobs.answers import Answer, answer
from portal.jobs.handover.releasing import Release, release
from portal.jobs.night import Night
from portal.ledger import balances
from portal.ledger.handover.models import HandOver, HandOverFile
from portal.ledger.records import Proposal
from portal.people.actors import Actor
from tests.jobs import handing
from tests.jobs.handing import DENMARK, ON, WHY, at


def at_once(*acts: Callable[[], object]) -> list[bool]:
    """Do these in threads that start together; return which of them was done."""
    start = Barrier(len(acts))

    def one(act: Callable[[], object]) -> bool:
        start.wait()
        try:
            act()
        except (Conflict, NotNow):
            return False
        return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


@pytest.fixture
def listed(database: Database) -> tuple[Database, Proposal, list[Actor]]:
    """A claim on the hand-over list, and two people who see it."""
    with database.unit_of_work() as session:
        handing.reminded(session)
        handing.night(session)
        (proposal,) = handing.waiting(session)
        return database, proposal, [handing.worker(session) for _ in range(2)]


def saying(database: Database, proposal: Proposal, staff: Actor, says: str) -> Callable[[], None]:
    def act() -> None:
        with database.unit_of_work() as session:
            told = Answer(says, WHY, proposal.version)
            answer(session, DENMARK, staff, proposal.ref, told, now=at(ON), on=ON)

    return act


@pytest.mark.parametrize("says", [("yes", "yes"), ("yes", "no")])
def test_of_two_answers_one_counts(
    listed: tuple[Database, Proposal, list[Actor]], says: tuple[str, str]
) -> None:
    database, proposal, staff = listed
    acts = [saying(database, proposal, one, what) for one, what in zip(staff, says, strict=True)]
    assert sorted(at_once(*acts)) == [False, True]
    with database.reading() as session:
        kept = session.exec(select(Proposal)).one()
        agreed = len(session.exec(select(HandOver)).all())
        assert agreed == (kept.state == "yes")


def test_two_releases_make_one_file(listed: tuple[Database, Proposal, list[Actor]]) -> None:
    database, proposal, staff = listed
    saying(database, proposal, staff[0], "yes")()

    def act() -> None:
        with database.unit_of_work() as session:
            release(session, DENMARK, Release("staff:x", ON, at(ON)))

    at_once(act, act)
    with database.reading() as session:
        assert [file.count for file in session.exec(select(HandOverFile))] == [1]


def test_two_second_signatures_write_off_once(database: Database) -> None:
    with database.unit_of_work() as session:
        claim = handing.reminded(session, time_bar_on=ON)
        time_bar.look(session, Night(DENMARK, ON, at(ON)), handing.ALL)
        (proposal,) = handing.waiting(session, "write-off")
        staff = [handing.worker(session, "senior") for _ in range(3)]
        handing.say(session, staff[0], proposal)
    acts = [saying(database, proposal, one, "yes") for one in staff[1:]]
    assert sorted(at_once(*acts)) == [False, True]
    with database.reading() as session:
        assert balances.of_claim(session, claim.id or 0).total == 0
