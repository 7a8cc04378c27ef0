"""Branches that staff put down for bills that name none; what a bill names stays as it is."""

import pytest
from sqlmodel import Session

from portal.errors import Conflict, NotFound, NotNow
from portal.ledger.firms import branches, placing
from portal.ledger.firms.models import Branch, ClaimBranch
from portal.ledger.models import Claim
from portal.people.actors import Actor, staff_actor
from portal.people.models import Person
from tests import builders
from tests.builders import NOW

NUMBER = "000012345678"


@pytest.fixture
def firm(session: Session) -> Person:
    return builders.person(session, kind="business", identity_scheme="kvk")


@pytest.fixture
def staff(session: Session) -> Actor:
    return staff_actor(builders.staff(session))


def at(session: Session, claims: list[Claim]) -> list[str]:
    """The branch of each claim."""
    found = branches.branches_of(session, [claim.id or 0 for claim in claims])
    return [found[claim.id or 0].name if (claim.id or 0) in found else "" for claim in claims]


def test_staff_put_bills_at_a_branch_and_take_them_away(
    session: Session, firm: Person, staff: Actor
) -> None:
    claims = [builders.claim(session, firm) for _ in range(3)]
    first, second, third = (claim.ref for claim in claims)
    put = (session, staff, firm, NUMBER)
    placing.put_down(*put, "North", {first, second}, seen=None, now=NOW)
    assert at(session, claims) == ["North", "North", ""]
    with pytest.raises(Conflict):
        placing.put_down(*put, "North", {third}, seen=[first], now=NOW)
    placing.put_down(*put, "Hall", {third}, seen=[first, second], now=NOW)
    assert at(session, claims) == ["", "", "Hall"]
    [(branch, count)] = placing.branches(session, firm.id or 0)
    assert (branch.number, count) == (NUMBER, 1)
    with pytest.raises(NotNow, match="error-branch-there"):
        placing.put_down(*put, "North", (), seen=None, now=NOW)


def test_what_a_bill_names_stays_and_what_staff_say_is_no_difference_to_a_file(
    session: Session, firm: Person, staff: Actor
) -> None:
    named, free = builders.claim(session, firm), builders.claim(session, firm)
    branch = Branch(ref="b", person_id=firm.id or 0, number=NUMBER, name="North")
    session.add(branch)
    session.flush()
    session.add(ClaimBranch(claim_id=named.id or 0, branch_id=branch.id or 0))
    session.flush()
    put = (session, staff, firm, NUMBER, "North")
    with pytest.raises(NotFound):
        placing.put_down(*put, {named.ref}, seen=[], now=NOW)
    placing.put_down(*put, {free.ref}, seen=[], now=NOW)
    assert at(session, [named, free]) == ["North", "North"]
    assert branches.numbers_of(session, [named.id or 0, free.id or 0]) == {named.id: NUMBER}


@pytest.mark.parametrize("number", ["", "12", "1234567890", "00001234567x"])
def test_a_branch_has_a_number_of_the_register(
    session: Session, firm: Person, staff: Actor, number: str
) -> None:
    with pytest.raises(NotNow, match="error-branch-number"):
        placing.put_down(session, staff, firm, number, "North", (), seen=None, now=NOW)


def test_a_bill_of_somebody_else_is_not_found(session: Session, firm: Person, staff: Actor) -> None:
    strange = builders.claim(session, builders.person(session))
    with pytest.raises(NotFound):
        placing.put_down(session, staff, firm, NUMBER, "North", {strange.ref}, seen=None, now=NOW)
