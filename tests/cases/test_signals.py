"""Signals come in by file: each is a hint, asked about once, and a yes starts a look."""

from datetime import date
from io import BytesIO

import pytest
from sqlmodel import Session, select

from portal.cases import signals
from portal.cases.review_models import Review, Signal
from portal.db import Database
from portal.jobs.answers import Answer, answer
from portal.municipality import load
from portal.people import identity
from portal.people.actors import staff_actor
from portal.people.models import Person
from portal.people.outbox import Outgoing
from tests import builders
from tests.builders import NOW
from tests.jobs import handing

TOWN = load("oss")
TODAY = date(2026, 11, 2)
KEY = "a key for tests only"
HEAD = ",".join(signals.COLUMNS)
NUMBER, STRANGER = "999990019", "999990007"


def file(*lines: str, head: str = HEAD) -> BytesIO:
    return BytesIO("\n".join([head, *lines]).encode())


def line(key: str = "S1", kind: str = "income_changed", number: str = NUMBER) -> str:
    return f"{key},{kind},bsn,{number},2026-10-30,benefits_exchange"


def debtor(session: Session) -> Person:
    owner = builders.person(session, identity_digest=identity.digest(NUMBER, "bsn", KEY))
    debt = builders.claim(session, owner, 1_000_00, kind="benefit_recovery")
    builders.plan(session, owner, [debt], 100_00)
    return owner


def take(session: Session, *lines: str) -> signals.Taken:
    hints, mistakes = signals.read(file(*lines), TOWN, TODAY)
    assert mistakes == []
    return signals.take(session, hints, identity_key=KEY, now=NOW, on=TODAY, actor="import")


def test_a_signal_is_kept_once_and_asks_staff_and_the_resident(database: Database) -> None:
    with database.unit_of_work() as session:
        debtor(session)
        assert take(session, line()) == signals.Taken(1, 0, 0)
        assert take(session, line()) == signals.Taken(0, 1, 0)
        assert len(session.exec(select(Signal)).all()) == 1
        assert [told.kind for told in session.exec(select(Outgoing))] == ["signal-means"]
        assert len(handing.waiting(session, "signal")) == 1
        assert session.exec(select(Review)).all() == []


def test_a_signal_about_someone_who_owes_nothing_is_not_kept(database: Database) -> None:
    with database.unit_of_work() as session:
        debtor(session)
        assert take(session, line(number=STRANGER)) == signals.Taken(0, 0, 1)
        assert session.exec(select(Signal)).all() == []


def test_a_yes_starts_a_look_and_it_never_raises(database: Database) -> None:
    with database.unit_of_work() as session:
        debtor(session)
        worker = staff_actor(builders.staff(session))
        take(session, line())
        [proposal] = handing.waiting(session, "signal")
        said = Answer("yes", "The benefit office says so too", proposal.version)
        answer(session, TOWN, worker, proposal.ref, said, now=NOW, on=TODAY)
        looks = [(look.reason, look.outcome) for look in session.exec(select(Review))]
    assert looks == [("signal", "asked")]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (line(kind="gossip"), "field kind"),
        (line(number="123456789"), "field identity_number"),
        (line(key=""), "field key"),
        (line(key=f"x{NUMBER}"), "field key: holds the identity number"),
        (line().replace("2026-10-30", "2026-02-30"), "field on: must be a date"),
        (line().replace("2026-10-30", "2026-11-30"), "field on: is a day that has not been"),
        (line().replace(",bsn", ""), "has 5 fields"),
        ('"' + line(), "quotation mark"),
        ("x" * 9_000, "is longer than"),
    ],
)
def test_a_bad_line_is_named(wrong: str, told: str) -> None:
    hints, mistakes = signals.read(file(line("S0"), wrong), TOWN, TODAY)
    assert [hint.key for hint in hints] == ["S0"]
    assert told in str(mistakes[0])
    assert str(mistakes[0]).startswith("line 3")
    assert NUMBER not in str(mistakes[0])


def test_a_key_that_stands_twice_is_told() -> None:
    _, mistakes = signals.read(file(line(), line()), TOWN, TODAY)
    assert str(mistakes[0]) == "line 3, field key: stands on line 2 too"


def test_a_wrong_header_is_told_and_nothing_is_read() -> None:
    hints, mistakes = signals.read(file(line(), head="key,what"), TOWN, TODAY)
    assert hints == []
    assert str(mistakes[0]) == "line 1, field kind: this column is missing"
