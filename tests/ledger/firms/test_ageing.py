"""How long what a business owes has been due, by branch and kind."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from portal.ledger.claims import views
from portal.ledger.firms.ageing import Aged, by_branch_and_kind, total
from portal.ledger.firms.branches import branches_of
from portal.ledger.firms.models import Branch, ClaimBranch
from portal.ledger.models import Claim
from portal.people.models import Person
from tests import builders
from tests.builders import DAY


@pytest.fixture
def owner(session: Session) -> Person:
    return builders.person(session, kind="business", identity_scheme="cvr")


def aged(session: Session, owner: Person, on: date = DAY) -> Aged:
    assert owner.id is not None
    return total(by_branch_and_kind(views(session, owner.id, on), {}, on))


def due(session: Session, owner: Person, days_ago: int, **fields: Any) -> Claim:
    day = DAY - timedelta(days=days_ago)
    return builders.claim(
        session, owner, 100_00, due_on=day, arose_on=day - timedelta(days=9), **fields
    )


@pytest.mark.parametrize(
    ("days_ago", "column"),
    [
        (-1, "not_due"),
        (0, "not_due"),
        (1, "first"),
        (30, "first"),
        (31, "second"),
        (60, "second"),
        (61, "third"),
        (90, "third"),
        (91, "last"),
    ],
)
def test_an_amount_grows_old_by_the_day(
    session: Session, owner: Person, days_ago: int, column: str
) -> None:
    due(session, owner, days_ago)
    assert aged(session, owner) == Aged(**{column: 100_00})


def test_of_a_plan_only_what_should_have_been_paid_is_due(session: Session, owner: Person) -> None:
    claims = [due(session, owner, 200) for _ in range(2)]
    made = DAY - timedelta(days=50)
    plan = builders.plan(session, owner, claims, 20_00, made_on=made, first_due=made)
    assert plan.id is not None
    assert aged(session, owner) == Aged(not_due=160_00, second=40_00)
    builders.pay(session, claims[0], 20_00)
    assert aged(session, owner) == Aged(not_due=160_00, first=20_00)


def test_what_the_collector_has_stands_apart_and_all_adds_up(
    session: Session, owner: Person
) -> None:
    due(session, owner, 100, stage="transferred", transferred_on=DAY)
    due(session, owner, 5)
    assert aged(session, owner) == Aged(first=100_00, collector=100_00)
    assert aged(session, owner).total == 200_00


def test_bills_of_a_branch_stand_together(session: Session, owner: Person) -> None:
    assert owner.id is not None
    branch = Branch(ref="b", person_id=owner.id, number="1000000001", name="North")
    session.add(branch)
    session.flush()
    for kind in ("invoice", "invoice", "rent"):
        claim = due(session, owner, 5, kind=kind)
        session.add(ClaimBranch(claim_id=claim.id, branch_id=branch.id))
    due(session, owner, 5)
    mine = views(session, owner.id, DAY)
    found = by_branch_and_kind(mine, branches_of(session, [view.id for view in mine]), DAY)
    assert [
        (group.branch.name if group.branch else "", group.kind, group.claims, group.aged.total)
        for group in found
    ] == [("North", "invoice", 2, 200_00), ("North", "rent", 1, 100_00), ("", "invoice", 1, 100_00)]
