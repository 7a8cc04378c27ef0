"""A new key takes over from an old one while the portal is in use; nobody is lost on the way."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlmodel import col, select

from portal.db import Database
from portal.jobs import rekeying
from portal.ledger.origin.models import Registration
from portal.people import identity, vault
from portal.people import rekeying as batches
from portal.people.acting.models import ActingAsk
from portal.people.models import Person
from portal.sealing import new_key
from tests import builders
from tests.builders import NOW

OLD, NEW = "the key of before, of these tests", "the key from now on, of these tests"
BOTH = f"{NEW}\n{OLD}"
NUMBERS = ["0101901238", "0202902334", "0303903430"]
FIRST, SECOND = new_key("first"), new_key("second")


Open = Callable[[str], Database]


@pytest.fixture
def with_keys(database: Database) -> Iterator[Open]:
    """Opens the same database with keys that seal."""
    made: list[Database] = []

    def again(keys: str) -> Database:
        made.append(Database(database.engine.url.render_as_string(hide_password=False), keys))
        return made[-1]

    yield again
    for one in made:
        one.engine.dispose()


@pytest.fixture
def before(with_keys: Open) -> Database:
    """A database with people found by the old key, whose numbers the first one sealed."""
    made = with_keys(FIRST)
    with made.unit_of_work() as session:
        for number in NUMBERS:
            person = identity.new_person(
                number=number, scheme="cpr", key=OLD, name="A", language="da"
            )
            session.add(person)
            session.flush()
            vault.keep(session, [(person, number)], NOW)
    return made


def found(database: Database, key: str) -> list[int | None]:
    with database.reading() as session:
        people = [identity.find(session, number, "cpr", key) for number in NUMBERS]
        return [person.id if person else None for person in people]


def numbers(database: Database) -> dict[str, str]:
    with database.unit_of_work() as session:
        refs = session.exec(select(Person.ref)).all()
        return vault.read(session, refs, by="command", why="handover:1", now=NOW)


def test_everybody_is_found_before_while_and_after_the_keys_change(
    before: Database, with_keys: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = found(before, OLD)
    assert None not in everybody
    assert found(before, BOTH) == everybody
    monkeypatch.setattr(batches, "BATCH", 1)
    with before.unit_of_work() as session:
        batches.index_batch(session, BOTH, 0)  # and then the command was killed
    assert found(before, BOTH) == everybody
    both = with_keys(f"{SECOND}\n{FIRST}")
    moved = rekeying.rotate(both, BOTH, both.vault_keys)
    assert (moved.people, moved.numbers, moved.twice, moved.shut) == (2, 3, (), ())
    assert found(before, BOTH) == everybody
    assert found(before, OLD) == [None] * 3
    assert found(before, NEW) == [None] * 3, "the old key is part of the way to the digest"
    assert set(numbers(with_keys(SECOND)).values()) == set(NUMBERS)
    assert numbers(before) == {}
    assert rekeying.rotate(both, BOTH, both.vault_keys).people == 0


def test_somebody_new_meanwhile_is_found_by_the_new_key_at_once(before: Database) -> None:
    with before.unit_of_work() as session:
        made = [
            identity.find_or_create(
                session, number="0404904536", scheme="cpr", key=BOTH, name="B", language="da"
            )
            for _ in range(2)
        ]
        assert made[0].identity_digest.startswith(identity.mark(BOTH))
        assert made[0].id == made[1].id


def test_somebody_who_came_twice_meanwhile_is_named_and_stays(before: Database) -> None:
    with before.unit_of_work() as session:
        first = session.exec(select(Person).order_by(col(Person.id))).first()
        assert first is not None
        builders.person(
            session,
            identity_scheme="cpr",
            identity_digest=str(identity.digest(NUMBERS[0], "cpr", BOTH)),
        )
    moved = rekeying.rotate(before, BOTH, FIRST)
    assert (moved.people, moved.twice) == (2, (first.ref,))


def test_numbers_that_no_key_opens_are_named_and_stay(before: Database, with_keys: Open) -> None:
    other = with_keys(SECOND)
    moved = rekeying.rotate(other, OLD, other.vault_keys)
    assert (moved.numbers, len(moved.shut)) == (0, 3)
    assert len(numbers(before)) == 3


def test_bills_being_filled_in_and_asks_find_who_they_are_about_all_the_while(
    before: Database,
) -> None:
    digest = identity.digest(NUMBERS[0], "cpr", OLD)
    with before.unit_of_work() as session:
        content = {"digest": digest.kept, "others": [{"digest": digest.kept, "share": None}]}
        unit = builders.staff(session, "decentral_unit", "Daycare")
        session.add(
            Registration(
                ref="r", unit="Daycare", staff_id=unit.id or 0, content=content, started_at=NOW,
                changed_at=NOW,
            )
        )  # fmt: skip
        session.add(
            ActingAsk(
                ref="a", once="o", asker_id=builders.person(session).id or 0, asked_as="helper",
                other_scheme="cpr", other_digest=digest.kept, other_name="A", kind="standing",
                capacity="family", rights=["own_read"], evidence="paper",
                until_on=date(2027, 1, 1), asked_at=NOW,
            )
        )  # fmt: skip
    for _ in range(2):
        rekeying.rotate(before, BOTH, FIRST)
        with before.reading() as session:
            draft = session.exec(select(Registration)).one().content
            ask = session.exec(select(ActingAsk)).one().other_digest
            kept = {ask, draft["digest"], draft["others"][0]["digest"]}
            assert kept == {str(identity.digest(NUMBERS[0], "cpr", BOTH))}
            (one,) = map(identity.Digest.read, kept)
            assert identity.find_all(session, [one])
