"""An identity number that a file needs lies sealed, for one person, and opening it is a look."""

import base64

import pytest
from sqlmodel import Session, select

from portal.db import VAULT
from portal.people import identity, vault
from portal.people.models import Person
from portal.people.trail.models import Look
from portal.people.vault import SealedNumber
from portal.sealing import BadKeys, CannotOpen, Sealer, new_key
from tests import builders
from tests.builders import NOW

NUMBER, OTHER = "0101901238", "0202902334"
FIRST, SECOND = new_key("first"), new_key("second")


@pytest.fixture
def sealing(session: Session) -> Session:
    """A unit of work in a database with keys."""
    session.info[VAULT] = FIRST
    return session


def kept(session: Session, number: str = NUMBER) -> Person:
    person = builders.person(session, identity_scheme="cpr")
    vault.keep(session, [(person, number)], NOW)
    return person


def read(session: Session, *people: Person) -> dict[str, str]:
    refs = [person.ref for person in people]
    return vault.read(session, refs, by="staff:a", why="handover:1", now=NOW)


def row(session: Session, person: Person) -> SealedNumber:
    return session.exec(select(SealedNumber).where(SealedNumber.person_id == person.id)).one()


def test_a_number_comes_back_to_who_needs_it_and_leaves_a_look(sealing: Session) -> None:
    person, other = kept(sealing, "010190-1238"), kept(sealing, OTHER)
    assert read(sealing, person, other) == {person.ref: NUMBER, other.ref: OTHER}
    looks = sealing.exec(select(Look)).all()
    assert {(one.actor, one.act, one.person_id, one.detail) for one in looks} == {
        ("staff:a", "number:look", who.id, "handover:1") for who in (person, other)
    }
    assert NUMBER not in str([one.model_dump() for one in (row(sealing, person), *looks)])


def test_the_same_number_sealed_twice_looks_like_two(sealing: Session) -> None:
    assert row(sealing, kept(sealing)).sealed != row(sealing, kept(sealing)).sealed


def test_a_sealed_number_moved_to_another_person_opens_no_more(sealing: Session) -> None:
    mine, theirs = kept(sealing), kept(sealing, OTHER)
    row(sealing, theirs).sealed = row(sealing, mine).sealed
    sealing.flush()
    assert read(sealing, mine, theirs) == {mine.ref: NUMBER}


@pytest.mark.parametrize("place", [0, 11, 12, 20, -1])
def test_a_sealed_number_with_one_bit_changed_opens_no_more(place: int) -> None:
    own = Sealer(FIRST)
    whole = bytearray(base64.b64decode(own.seal(NUMBER, "here")))
    whole[place] ^= 1
    with pytest.raises(CannotOpen):
        own.open("first", base64.b64encode(whole).decode(), "here")


def test_without_keys_no_number_is_kept(session: Session) -> None:
    person = kept(session)
    assert session.exec(select(SealedNumber)).all() == []
    assert read(session, person) == {}


def test_what_an_older_key_sealed_opens_until_that_key_is_gone(sealing: Session) -> None:
    person = kept(sealing)
    sealing.info[VAULT] = f"{SECOND}\n{FIRST}"
    other = kept(sealing, OTHER)
    assert read(sealing, person, other) == {person.ref: NUMBER, other.ref: OTHER}
    sealing.info[VAULT] = SECOND
    assert read(sealing, person, other) == {other.ref: OTHER}


@pytest.mark.parametrize(
    "told",
    ["", "name", "name:short", f"{FIRST}\n{FIRST}", FIRST.replace("first", "no name")],
    ids=["nothing", "a name", "too short", "twice", "a space in its name"],
)
def test_a_file_that_holds_no_keys_is_refused_and_not_repeated(told: str) -> None:
    with pytest.raises(BadKeys) as refused:
        Sealer(told)
    assert str(refused.value) == ""


def test_a_number_is_found_under_old_and_new_index_keys_alike() -> None:
    first = identity.digest(NUMBER, "cpr", "old")
    both = identity.digest(NUMBER, "cpr", "new\nold")
    assert both.versions == (str(both), str(first))
    assert identity.renewed(first, "new\nold") == both
    assert identity.Digest.read(both.kept).versions == both.versions
    newest = identity.digest(NUMBER, "cpr", "newest\nnew\nold")
    assert identity.renewed(first, "newest\nnew\nold").versions == newest.versions
    assert identity.renewed(both, "newest\nnew\nold") == newest
    assert not {*identity.digest(NUMBER, "cpr", "new").versions} & {*both.versions}
