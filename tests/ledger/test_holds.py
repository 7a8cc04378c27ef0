"""A hold is for one claim, or for all claims of one person, for as long as it is open."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from portal.errors import NotFound, NotNow
from portal.ledger import holds
from portal.ledger.models import Claim
from portal.ledger.records import Hold
from tests import builders
from tests.builders import DAY, NOW

TELL: dict[str, Any] = {
    "kind": "social",
    "reason": "illness",
    "from_on": DAY,
    "by": "staff:x",
    "now": NOW,
}


def held(session: Session, on: date = DAY) -> set[str]:
    return set(session.exec(select(Claim.number).where(holds.is_held(on))))


def test_a_hold_on_a_person_holds_all_they_owe_and_nobody_elses(session: Session) -> None:
    one, other = builders.person(session), builders.person(session)
    for number, owner in (("A", one), ("B", one), ("C", other)):
        builders.claim(session, owner, number=number)
    holds.place(session, key="h", person_id=one.id, **TELL)
    assert held(session) == {"A", "B"}


def test_a_hold_on_a_claim_holds_that_claim_only(session: Session) -> None:
    owner = builders.person(session)
    first = builders.claim(session, owner, number="A")
    builders.claim(session, owner, number="B")
    holds.place(session, key="h", claim_id=first.id, **TELL)
    assert held(session) == {"A"}


def test_a_hold_lasts_from_its_first_to_its_last_day_or_until_it_is_lifted(
    session: Session,
) -> None:
    claim = builders.claim(session, builders.person(session), number="A")
    until = DAY + timedelta(days=5)
    hold = holds.place(session, key="h", claim_id=claim.id, until_on=until, **TELL)
    days = [DAY - timedelta(days=1), DAY, until, until + timedelta(days=1)]
    assert [bool(held(session, day)) for day in days] == [False, True, True, False]
    lifted = DAY + timedelta(days=2)
    holds.lift(session, hold.id, on=lifted, by="staff:y", now=NOW)
    days = [lifted - timedelta(days=1), lifted]
    assert [bool(held(session, day)) for day in days] == [True, False]
    with pytest.raises(NotNow):
        holds.lift(session, hold.id, on=lifted, by="staff:y", now=NOW)


def test_the_same_hold_is_placed_once_and_a_strange_one_is_not_found(session: Session) -> None:
    claim = builders.claim(session, builders.person(session))
    first = holds.place(session, key="h", claim_id=claim.id, **TELL)
    assert holds.place(session, key="h", claim_id=claim.id, **TELL) is first
    assert len(session.exec(select(Hold)).all()) == 1
    with pytest.raises(NotFound):
        holds.lift(session, 999, on=DAY, by="staff:y", now=NOW)
