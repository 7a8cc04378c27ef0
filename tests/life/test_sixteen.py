"""Many processes at one thing at the same moment: one effect, and everybody else is told."""

import os
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, func, select

from portal.cases.deciding import rule_on
from portal.cases.models import Case, Decision
from portal.cases.ruling import Ruling
from portal.db import Database
from portal.errors import Conflict, NotNow
from portal.jobs.dunning import unpaid
from portal.jobs.night import Chunk, Night
from portal.ledger import balances, postings
from portal.ledger.incoming import Money, receive
from portal.municipality import load
from portal.people.actors import staff_actor
from portal.people.models import StaffMember
from portal.people.outbox import Outgoing
from tests import builders
from tests.builders import DAY, NOW, ORDER, booking
from tests.cases.test_deciding import TOWN, sent
from tests.life.conftest import broken
from tests.life.dying import FORKED

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
PROCESSES, ROUNDS = (16, 5) if IS_LONG else (4, 1)


def at_once(database: Database, act: Callable[[Session, int], object]) -> Counter[str]:
    """Let so many processes do this in a unit of work each; count what became of it."""
    start, told = FORKED.Barrier(PROCESSES), FORKED.SimpleQueue()
    database.engine.dispose()

    def live(number: int) -> None:
        start.wait()
        try:
            with database.unit_of_work() as session:
                act(session, number)
            told.put("done")
        except (Conflict, NotNow):
            told.put("told")
        except OperationalError as error:  # the embedded database, when the queue is too long
            told.put("told" if "locked" in str(error.orig) else str(error.orig))
        except BaseException as error:  # noqa: BLE001
            told.put(type(error).__name__)
        database.engine.dispose()

    processes = [FORKED.Process(target=live, args=(number,)) for number in range(PROCESSES)]
    for process in processes:
        process.start()
    found = Counter(told.get() for _ in processes)
    for process in processes:
        process.join()
    return found


def rounds(test: Callable[[Database], None], database: Database) -> None:
    for _ in range(ROUNDS):
        test(database)
    assert broken(database) == []


def one_case(database: Database) -> None:
    with database.unit_of_work() as session:
        case, _, _ = sent(session)
        workers = [builders.staff(session) for _ in range(PROCESSES)]
        ids = [worker.id for worker in workers]
        ref, seen = case.ref, case.version

    def decide(session: Session, number: int) -> None:
        found = session.exec(select(Case).where(Case.ref == ref)).one()
        worker = staff_actor(session.get_one(StaffMember, ids[number]))
        ruling = Ruling("granted", follows_advice=False, reason="Agreed by phone.", monthly=50_00)
        rule_on(session, TOWN, worker, found, ruling, seen=seen, now=NOW, on=DAY)

    assert at_once(database, decide) == {"done": 1, "told": PROCESSES - 1}
    with database.reading() as session:
        made = select(func.count()).select_from(Decision).join(Case).where(Case.ref == ref)
        assert session.exec(made).one() == 1


def one_payment(database: Database) -> None:
    with database.unit_of_work() as session:
        claim = builders.claim(session, builders.person(session), 100_00)
    assert claim.id is not None
    claim_id = claim.id

    def pay(session: Session, number: int) -> None:
        if number % 2:
            money = Money(f"told:{claim_id}", "online", DAY, 60_00)
            receive(session, money, claim_id, ORDER, now=NOW, actor="provider")
        else:
            postings.waive(session, claim_id, **booking(f"waived:{claim_id}:{number}"))

    found = at_once(database, pay)
    assert set(found) <= {"done", "told"}
    with database.reading() as session:
        assert balances.of_claim(session, claim_id).total == 0


def one_job(database: Database) -> None:
    with database.unit_of_work() as session:
        who = builders.person(session)
        late = DAY - timedelta(days=40)
        claims = [
            builders.claim(session, who, arose_on=late - timedelta(days=30), due_on=late)
            for _ in range(3)
        ]
        first, last = claims[0].id or 0, claims[-1].id or 0
    night, chunk, step = Night(load("oss"), DAY, NOW), Chunk(first, last), unpaid.STEP

    def work(session: Session, _number: int) -> None:
        step.work(session, night, chunk)

    found = at_once(database, work)
    assert found["done"] + found["told"] == PROCESSES
    assert found["done"]
    with database.unit_of_work() as session:
        assert step.work(session, night, chunk) == 0, "all of it was done"
        told = select(func.count()).select_from(Outgoing).where(Outgoing.person_id == who.id)
        assert session.exec(told).one() == len(claims)


@pytest.mark.parametrize("thing", [one_case, one_payment, one_job])
def test_of_many_at_one_thing_one_counts(
    database: Database, thing: Callable[[Database], None]
) -> None:
    rounds(thing, database)
