"""A balance confirmed for an auditor: right on the day, checked by its code, told when changed."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from portal.errors import NotFound, NotNow
from portal.ledger.firms import confirming
from portal.ledger.firms.models import BalanceConfirmation
from portal.ledger.firms.statement import account
from portal.people.actors import Actor, person_actor
from portal.tokens import Tokens
from tests import builders
from tests.builders import DAY, NOW

TOKENS = Tokens("a key of the tests that is long enough")
LAST_MONTH = DAY - timedelta(days=3)


@pytest.fixture
def actor(session: Session) -> Actor:
    owner = builders.person(session, kind="business", identity_scheme="kvk", name="Test Ltd")
    claim = builders.claim(session, owner, 80_00, arose_on=LAST_MONTH)
    builders.claim(session, owner, 20_00, arose_on=DAY)
    builders.pay(session, claim, 30_00)
    return person_actor(owner)


def confirmed(session: Session, actor: Actor, ago: int = 3) -> BalanceConfirmation:
    day = DAY - timedelta(days=ago)
    return confirming.confirm(session, TOKENS, actor, day, on=DAY, now=NOW)


def test_what_was_left_at_the_end_of_the_day_and_no_later_money(
    session: Session, actor: Actor
) -> None:
    made = confirmed(session, actor)
    assert (made.name, made.amount, made.documents) == ("Test Ltd", 80_00, 1)
    assert made.amount == account(session, actor.id, made.on_day, made.on_day).closing
    assert (confirmed(session, actor, 4).amount, confirmed(session, actor, 4).documents) == (0, 0)


def test_the_same_again_gives_the_same_paper(session: Session, actor: Actor) -> None:
    assert confirmed(session, actor).ref == confirmed(session, actor).ref


def test_a_day_that_is_not_over_is_not_confirmed(session: Session, actor: Actor) -> None:
    with pytest.raises(NotNow):
        confirmed(session, actor, 0)


def test_a_code_is_found_however_it_is_typed(session: Session, actor: Actor) -> None:
    made = confirmed(session, actor)
    code = confirming.shown(confirming.code_of(TOKENS, made))
    for typed in (code, code.lower(), code.replace("-", " "), f" {code} "):
        found = confirming.check(session, TOKENS, typed)
        assert found is not None
        assert found.ref == made.ref


@pytest.mark.parametrize("typed", ["", "x", "AAAA-AAAA-AAAA-AAAA", "2222-2222-2222-2222", "é" * 16])
def test_a_code_nobody_was_given_is_nothing(session: Session, actor: Actor, typed: str) -> None:
    confirmed(session, actor)
    assert confirming.check(session, TOKENS, typed) is None


def test_another_key_and_a_changed_record_give_no_answer(session: Session, actor: Actor) -> None:
    made = confirmed(session, actor)
    code = confirming.code_of(TOKENS, made)
    assert confirming.check(session, Tokens("another key, also long"), code) is None
    with session.no_autoflush:
        made.amount += 1
        assert confirming.code_of(TOKENS, made) != code


def test_nobody_opens_the_paper_of_another(session: Session, actor: Actor) -> None:
    made = confirmed(session, actor)
    with pytest.raises(NotFound):
        confirming.confirmation(session, actor.id + 1, made.ref)
