"""Whoever paid all the same after the hand-over reads that the money came, until it is sent on."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from portal.cases.work.came_late import came_late
from portal.ledger import claims, suspense
from portal.ledger.models import Claim
from portal.ledger.statements import take_statement
from portal.ledger.waiting import waiting_money
from portal.people.models import Person
from tests import builders
from tests.builders import DAY, NOW, ORDER, line, statement

REFERENCE = "000000000123455"


@pytest.fixture
def owner(session: Session) -> Person:
    return builders.person(session)


@pytest.fixture
def gone(session: Session, owner: Person) -> Claim:
    """A claim that was handed over."""
    return handed_over(session, owner, payment_reference=REFERENCE)


def handed_over(session: Session, owner: Person, **fields: object) -> Claim:
    given = {"stage": "transferred", "transferred_on": DAY}
    return builders.claim(session, owner, 100_00, **given | fields)


def comes(session: Session, amount: int, text: str, **fields: object) -> None:
    told = {"file_name": "day.xml", "currency": "EUR", "order": ORDER, "on": DAY, "now": NOW}
    said = statement(line(amount, text, **fields))
    take_statement(session, said, actor="import", **told)  # type: ignore[arg-type]


def late(session: Session, claim: Claim) -> list[tuple[object, int]]:
    (view,) = claims.views(session, claim.person_id, DAY, [claim.id or 0])
    return list(came_late(session, view))


@pytest.mark.parametrize(
    "text", [f"+71<{REFERENCE}+81234567<", f"For {REFERENCE}, thank you", "00000 00001 23455"]
)
def test_what_names_the_claim_is_told_with_its_day_and_amount(
    session: Session, owner: Person, gone: Claim, text: str
) -> None:
    other = handed_over(session, owner)
    comes(session, 40_00, text)
    assert late(session, gone) == [(DAY, 40_00)]
    assert late(session, other) == []


def test_what_came_before_it_or_names_another_is_not(session: Session, gone: Claim) -> None:
    comes(session, 40_00, REFERENCE, booked_on=DAY - timedelta(days=1))
    comes(session, 50_00, f"9{REFERENCE}")
    comes(session, 60_00, "thank you")
    assert late(session, gone) == []


def test_once_it_was_placed_nothing_waits(session: Session, owner: Person, gone: Claim) -> None:
    comes(session, 40_00, REFERENCE)
    (waiting,) = waiting_money(session)
    other = builders.claim(session, owner, 100_00)
    suspense.match(session, waiting.source, other.ref, suspense.Act(ORDER, NOW, "staff:x"))
    assert late(session, gone) == []


def test_what_is_with_us_says_nothing_of_it(session: Session, owner: Person) -> None:
    claim = builders.claim(session, owner, 100_00, payment_reference=REFERENCE)
    comes(session, 140_00, REFERENCE)
    assert late(session, claim) == []
