"""Money on its way: three bank days in which nobody is reminded, told once, over when it comes."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from portal.adapters.mollie import Mollie
from portal.db import Database
from portal.errors import NotFound, NotNow
from portal.ledger import on_its_way
from portal.ledger.models import Claim
from portal.ledger.online.models import OnItsWay
from portal.ledger.tables import CLAIM, run
from tests import builders
from tests.builders import DAY, NOW
from tests.online.bench import Payer, payer_at
from tests.online.mischief import Mischief

FRIDAY = date(2026, 11, 6)


@pytest.fixture
def payer(database: Database, mollie: Mollie) -> Payer:
    return payer_at(database, mollie)


def say(payer: Payer, claim: Claim, on: date = DAY) -> OnItsWay:
    """The payer says that they paid by bank on this day."""
    town = payer.desk.town
    with payer.desk.database.unit_of_work() as session:
        return on_its_way.tell(
            session,
            payer.actor,
            claim.ref,
            terms=town.terms,
            country=town.country,
            on=on,
            now=NOW + (on - DAY),
        )


def waits(payer: Payer, claim: Claim, on: date) -> bool:
    wanted = select(CLAIM.c.id).where(CLAIM.c.id == claim.id, on_its_way.is_on_its_way(on))
    with payer.desk.database.reading() as session:
        assert bool(on_its_way.awaited(session, [claim.id or 0], on)) == bool(
            run(session, wanted).all()
        )
        return bool(run(session, wanted).all())


def test_three_bank_days_and_no_longer(payer: Payer) -> None:
    claim, other = payer.owes(), payer.owes()
    told = say(payer, claim, FRIDAY)
    assert (told.until_on, told.amount) == (date(2026, 11, 11), 100_00)
    seen = [waits(payer, claim, FRIDAY + timedelta(days=days)) for days in (-1, 0, 5, 6)]
    assert seen == [False, True, True, False]
    assert not waits(payer, other, FRIDAY)


def test_it_is_over_when_money_comes(payer: Payer, database: Database) -> None:
    claim = payer.owes()
    say(payer, claim)
    with database.unit_of_work() as session:
        given = builders.booking("bank:1", DAY + timedelta(days=1))
        given["recorded_at"] = NOW + timedelta(days=1)
        builders.postings.pay(session, claim.id or 0, 10_00, builders.ORDER, **given)
    assert not waits(payer, claim, DAY + timedelta(days=1))
    say(payer, claim, DAY + timedelta(days=2))
    assert waits(payer, claim, DAY + timedelta(days=2)), "a second part"


def test_saying_it_again_and_again_puts_nothing_off(payer: Payer) -> None:
    claim = payer.owes()
    assert say(payer, claim).key == say(payer, claim).key
    for days in (1, 4, 29):
        with pytest.raises(NotNow, match="error-said-before"):
            say(payer, claim, DAY + timedelta(days=days))
    assert len(payer.rows(OnItsWay)) == 1
    say(payer, claim, DAY + timedelta(days=30))


def test_nobody_says_it_of_anothers_claim_nor_of_one_that_is_gone(
    payer: Payer, database: Database
) -> None:
    claim = payer.owes()
    with pytest.raises(NotFound):
        say(payer_at(database, payer.desk.provider), claim)
    with database.unit_of_work() as session:
        session.connection().execute(update(CLAIM).values(stage="transferred", transferred_on=DAY))
    with pytest.raises(NotNow):
        say(payer, claim)


@pytest.mark.parametrize("comes_out", ["paid", "failed"])
def test_a_payment_the_bank_is_working_on_is_on_its_way(
    payer: Payer, provider: Mischief, comes_out: str
) -> None:
    claim, other = payer.owes(), payer.owes(10_00)
    payer.plans(claim, other)
    begun = payer.begin(claim, scope="instalment")
    assert not waits(payer, claim, DAY), "nobody has paid yet"
    provider.come_out(begun.provider_id or "", "pending")
    payer.look(begun)
    payer.look(begun)
    assert waits(payer, claim, DAY)
    assert waits(payer, other, DAY)
    provider.come_out(begun.provider_id or "", comes_out)
    payer.look(begun)
    assert not waits(payer, claim, DAY)
