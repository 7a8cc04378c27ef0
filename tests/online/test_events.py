"""Events as they come in life: several times, late, in any order, at once; the same books."""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from threading import Barrier
from typing import TypeVar

import pytest

from portal.adapters.mollie import Mollie
from portal.db import Database
from portal.errors import Conflict
from portal.ledger import postings
from portal.ledger.models import Claim, Incoming
from portal.ledger.online.models import OnlinePayment, OnlineReturn
from portal.ledger.online.settling import settle
from portal.ports.payments import MoneyBack, PaymentState
from tests.builders import DAY, NOW, booking
from tests.online.bench import Payer, payer_at
from tests.online.mischief import Mischief
from tests.online.quick import Quick

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
T = TypeVar("T")


@dataclass(frozen=True)
class Event:
    """What the provider told of a payment at some moment of its life."""

    payment_id: int
    told: PaymentState


def life(begun: OnlinePayment, provider: Quick, chance: random.Random) -> list[Event]:
    """All that is told of a payment, in order: how it goes, and what comes back of it."""
    told = provider.told[begun.provider_id or ""]
    seen = [told, replace(told, state="pending")]
    end = chance.choice(["paid", "paid", "paid", "failed", "expired"])
    seen.append(replace(told, state=end, paid_at=AT if end == "paid" else None))
    if end == "paid":
        backs = [
            MoneyBack(f"{told.id}:re", "refund", told.amount // 4, AT),
            MoneyBack(f"{told.id}:chb", "chargeback", told.amount // 2, AT),
            MoneyBack(f"{told.id}:chb:reversed", "reversed", told.amount // 2, AT),
        ]
        for number in range(1, chance.randint(0, len(backs)) + 1):
            seen.append(replace(seen[2], back=tuple(backs[:number])))
    provider.told[told.id] = seen[-1]
    return [Event(begun.id or 0, one) for one in seen]


def all_at_once(acts: Sequence[Callable[[], T]]) -> list[T]:
    start = Barrier(len(acts), timeout=30)

    def one(act: Callable[[], T]) -> T:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def deliver(payer: Payer, events: Sequence[Event]) -> None:
    books = payer.desk._books(DAY, NOW)
    for event in events:
        with payer.desk.database.unit_of_work() as session:
            settle(session, event.payment_id, event.told, books)


def storm(database: Database, events: int, seed: int) -> None:
    """Let this many events arrive, each one to five times, shuffled, in four places at once."""
    chance, provider = random.Random(seed), Quick()
    lives: list[Event] = []
    while len(lives) < events:
        payer = payer_at(database, provider)
        lives += life(payer.begin(payer.owes(chance.randint(1_00, 500_00))), provider, chance)
    told = [one for one in lives for _ in range(chance.randint(1, 5))]
    chance.shuffle(told)
    all_at_once([partial(deliver, payer, told[start::4]) for start in range(4)])
    assert payer.broken() == []
    _as_the_provider_has_it(payer, provider)


def _as_the_provider_has_it(payer: Payer, provider: Quick) -> None:
    """Whatever came first: the state, the money and what is left are what was told last."""
    kept = {one.provider_id: one for one in payer.rows(OnlinePayment)}
    assert {known: one.state for known, one in kept.items()} == {
        known: told.state for known, told in provider.told.items()
    }
    backs = {back.key for told in provider.told.values() for back in told.back}
    assert {one.key for one in payer.rows(OnlineReturn)} == backs
    paid = {f"online:{one.id}" for one in provider.told.values() if one.state == "paid"}
    again = {f"online:{key}" for key in backs if key.endswith("reversed")}
    assert {one.key for one in payer.rows(Incoming)} == paid | again
    claims = {claim.id: claim for claim in payer.rows(Claim)}
    for known, payment in kept.items():
        told = provider.told[known or ""]
        signs = {"refund": -1, "chargeback": -1, "reversed": 1}
        stays = told.amount * (told.state == "paid")
        stays += sum(signs[back.kind] * back.amount for back in told.back)
        claim = claims[payment.claim_id]
        assert payer.owed(claim) == claim.principal - stays


def test_events_in_any_order_and_number_leave_the_same_books(database: Database) -> None:
    storm(database, 100, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 7))
def test_very_many_events(database: Database, seed: int) -> None:
    storm(database, 2_000, seed)


def test_two_tabs_that_pay_at_once_begin_one_payment(
    database: Database, provider: Mischief, mollie: Mollie
) -> None:
    payer = payer_at(database, mollie)
    claim = payer.owes()
    begun = all_at_once([lambda: payer.begin(claim) for _ in range(4)])
    assert len({one.ref for one in begun}) == 1
    assert len(provider.book.payments) == 1
    assert payer.rows(OnlinePayment)[0].state == "open"


def races(database: Database, number: int) -> None:
    """Someone's payment comes in at the moment staff let go of the claim."""
    provider = Quick()
    for race in range(number):
        payer = payer_at(database, provider)
        claim = payer.owes(100_00)
        begun = payer.begin(claim, 60_00)
        told = replace(provider.told[begun.provider_id or ""], state="paid", paid_at=AT)
        paid = partial(deliver, payer, [Event(begun.id or 0, told)])
        all_at_once([paid, partial(_let_go, payer, claim, f"w:{race}")])
        assert payer.owed(claim) == 0
    assert payer.broken() == []


def _let_go(payer: Payer, claim: Claim, key: str) -> None:
    with payer.desk.database.unit_of_work() as session:
        postings.waive(session, claim.id or 0, **booking(key))


def test_paying_at_the_moment_staff_let_go(database: Database) -> None:
    races(database, 10)


@pytest.mark.long
def test_paying_at_the_moment_staff_let_go_many_times(database: Database) -> None:
    races(database, 1_000)


def one_key_for_two_things(database: Database, number: int) -> None:
    provider = Quick()
    for _ in range(number):
        payer = payer_at(database, provider)
        claim = payer.owes(200_00)
        begun = all_at_once([partial(_begin, payer, claim, part) for part in (10_00, 80_00)])
        assert sorted(begun) == [False, True]
    assert len(payer.rows(OnlinePayment)) == number


def _begin(payer: Payer, claim: Claim, amount: int) -> bool:
    try:
        return bool(payer.begin(claim, amount, key="same"))
    except Conflict:
        return False


def test_one_key_for_two_things_at_once_begins_one(database: Database) -> None:
    one_key_for_two_things(database, 12)


@pytest.mark.long
def test_one_key_for_two_things_at_once_begins_one_every_time(database: Database) -> None:
    one_key_for_two_things(database, 200)
