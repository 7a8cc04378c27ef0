"""All that is kept about a person can be read and taken along: no table is forgotten."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sqlmodel import Session, SQLModel

import portal.app  # noqa: F401  (so that the metadata is whole)
from portal.cases.kept.document import document
from portal.cases.kept.parts import LEFT_OUT, SECRETS, all_parts
from portal.cases.kept.schema import schema
from portal.errors import NotAllowed
from portal.ledger.joint import naming
from portal.ledger.joint.liable import By
from portal.ledger.models import Postponement
from portal.municipality import load
from portal.people.actors import Actor, Helper, Permission, person_actor, staff_actor
from portal.people.models import Person
from tests import builders
from tests.builders import DAY, NOW

ADDRESS = "https://portal.example/my-data/schema-1.json"
TOWN = load("oss")
OTHER = Helper("h", "Somebody", "loan", 1)


@pytest.fixture
def owner(session: Session) -> Person:
    return builders.person(session, address="Nowhere 1", email="me@example.org")


def told(session: Session, person: Person, actor: Actor | None = None) -> dict[str, Any]:
    who = actor or person_actor(person)
    return document(session, who, TOWN, datetime.now(UTC), DAY, ADDRESS)


def reach_a_person() -> set[str]:
    """Every table that holds a row of a person, straight or by way of another table."""
    tables = SQLModel.metadata.tables
    found, before = {"person"}, set[str]()
    while found != before:
        before = set(found)
        for name, table in tables.items():
            if {key.column.table.name for key in table.foreign_keys} & before:
                found.add(name)
    return found


def test_every_table_about_a_person_is_told_or_left_out_with_a_reason() -> None:
    exported = {part.table for part in all_parts()}
    assert reach_a_person() - exported - set(LEFT_OUT) == set()
    assert set(LEFT_OUT) <= reach_a_person() - exported


def test_what_is_told_fits_the_schema_and_holds_no_secret(session: Session, owner: Person) -> None:
    debt = builders.claim(session, owner, fee=9_00)
    builders.pay(session, debt, 40_00)
    builders.plan(session, owner, [debt])
    case = builders.case(session, owner, [debt], state="decided")
    builders.decision(session, case)
    builders.letter(session, owner)
    builders.message(session, owner)
    shape = schema(ADDRESS)
    Draft202012Validator.check_schema(shape)
    written = json.dumps(told(session, owner))
    Draft202012Validator(shape).validate(json.loads(written))
    assert owner.identity_digest not in written
    assert not [name for name in SECRETS if f'"{name}"' in written]


def test_a_claim_tells_what_made_it_what_was_paid_and_what_is_left(
    session: Session, owner: Person
) -> None:
    debt = builders.claim(session, owner, 100_00, fee=9_00)
    builders.pay(session, debt, 40_00)
    (claim,) = told(session, owner)["financial_claims"]
    assert claim["sums"] == {"obligation": "109.00", "payment": "-40.00", "other": "0.00"}
    assert claim["balance"] == "69.00" == claim["events"][-1]["balance"]


def test_of_a_claim_owed_together_nothing_tells_of_the_other(
    session: Session, owner: Person
) -> None:
    debt, other = builders.claim(session, owner), builders.person(session)
    worker = staff_actor(builders.staff(session))
    naming.name_one_more(session, By(worker, "They lived together.", NOW, DAY), debt, other)
    assert debt.id is not None
    days: dict[str, Any] = {"from_on": DAY, "until_on": DAY}
    put_off = Postponement(claim_id=debt.id, person_id=other.id, origin="", **days)
    session.add(put_off)
    session.flush()
    (mine,) = told(session, owner)["person"]["claims"]
    (theirs,) = told(session, other)["person"]["claims"]
    assert mine["claim"]["postponement"] == []
    assert len(theirs["claim"]["postponement"]) == 1
    assert owner.name not in json.dumps(theirs)
    assert mine["claim"]["ledger_entry"] == []


def test_only_who_manages_it_may_take_it_along(session: Session, owner: Person) -> None:
    helper = person_actor(owner).helped_by(OTHER, [Permission.OWN_CLAIMS, Permission.OWN_CASES])
    with pytest.raises(NotAllowed):
        told(session, owner, helper)
