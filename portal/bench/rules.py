"""`portal bench rules`: one case, a million in columns, and whether the figures are right."""

import json
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from portal import municipality
from portal.assess import assess_json, dump, in_words, parse, read
from portal.bench.by_hand import ByHand
from portal.bench.crowd import crowd
from portal.bench.measure import Measured, at_most, none, seconds, times_as_long, times_faster
from portal.bench.oracle import Oracle
from portal.municipality import Municipality
from portal.rules.assess import assess
from portal.rules.columns import Column
from portal.rules.means import NormThresholdCapacity
from portal.rules.norms import Means
from portal.rules.offers import People, offers
from portal.rules.policy import Policy, book

if TYPE_CHECKING:
    from portal.bench.peers import Peer

DAY = date(2026, 7, 1)
MILLION = 1_000_000
BYTES_A_ROW = 40
VARIANTS = 20
ONE = {
    "on": DAY.isoformat(),
    "ask": "plan",
    "household": {"form": "single"},
    "income": {"monthly_net": "2000.00"},
    "room": "300.00",
    "claims": [{"id": "a", "kind": "loan", "balance": "1000.00", "phase": "open"}],
}
_PEERS_ONE = {"income": 2000, "debt": 1000, "sharers": 1, "given_room": 300, "room_known": 1}


def bench(say: Callable[[str], None]) -> Iterator[Measured]:
    """Measure everything; `say` hears what could not be measured, and why."""
    town = _town()
    policy = town.policy
    peer = _peer(policy)
    if peer is None:
        say("OpenFisca-Core is not installed (the dependency group `bench`): not compared with it.")
    yield from _one(town, peer)
    yield from _columns(policy, peer)
    yield from _right(policy)
    if peer is not None:
        say(f"OpenFisca, in float32, was a cent or more off in {_off(policy, peer):.1%} of cases.")


def _peer(policy: Policy) -> "Peer | None":
    try:
        from portal.bench.peers import Peer  # noqa: PLC0415  (in its own dependency group)
    except ModuleNotFoundError:
        return None
    return Peer(policy)


def _town() -> Municipality:
    """Return the first municipality with the account that the yardsticks have too."""
    towns = map(municipality.load, municipality.names())
    kind = NormThresholdCapacity.__name__
    return next(town for town in towns if book(town.policy, DAY).word("account") == kind)


def _one(town: Municipality, peer: "Peer | None") -> Iterator[Measured]:
    policy = town.policy
    held, written = book(policy, DAY), json.dumps({"municipality": town.name, **ONE})
    means = Means(200_000, 30_000, True, 100_000, 0, 0, False, False, 1)

    def plain() -> int:
        account = NormThresholdCapacity(means, held, traced=False)
        return sum(getattr(account, line.id) for line in account.lines)

    _, situation = read(parse(written))

    def accounted() -> str:
        return dump(in_words(assess(situation, policy), policy, "en"))

    def answered() -> str:
        return dump(assess_json(parse(written), "en"))

    def explained() -> object:
        return NormThresholdCapacity(means, held).account()

    if peer is not None:
        asked = {name: {"2026-07": value} for name, value in _PEERS_ONE.items()}
        asked |= {name: {"2026-07": 0} for name in ("assets", "form", "children", "is_pensioner")}
        theirs = json.dumps({"households": {"a": asked}})
        yield times_faster(
            "one case with its account in JSON, against OpenFisca with its trace (s)",
            accounted,
            lambda: peer.one(theirs),
            50,
        )
        yield times_faster(
            "the same from JSON, every key checked, against OpenFisca with its trace (s)",
            answered,
            lambda: peer.one(theirs),
            50,
        )
    yield times_as_long("the account with its lines, against its figures (s)", explained, plain, 4)


def _columns(policy: Policy, peer: "Peer | None") -> Iterator[Measured]:
    people, hand = crowd(policy, MILLION, seed=1), ByHand(policy)
    days = np.unique(people.on)
    if peer is not None:
        yield times_faster(
            "a million cases in columns, against OpenFisca (s)",
            lambda: offers(people, policy),
            lambda: peer.many(people, days),
            15,
        )
    yield times_as_long(
        "a million cases in columns, against the formula by hand (s)",
        lambda: offers(people, policy),
        partial(hand.offers, people),
        1.5,
    )
    yield at_most("memory above the input (bytes a row)", _memory(people, policy), BYTES_A_ROW, 1)
    yield _flat(policy)
    variants = [policy.changed({"threshold_percent": 110 + step}) for step in range(VARIANTS)]
    yield times_as_long(
        "twenty variants with their totals, against one (s)",
        lambda: [_total(people, variant) for variant in variants],
        lambda: _total(people, policy),
        25,
    )


def _total(people: People, policy: Policy) -> int:
    return int(offers(people, policy).monthly.sum())


def _memory(people: People, policy: Policy) -> float:
    tracemalloc.start()
    offers(people, policy)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / len(people)


def _flat(policy: Policy) -> Measured:
    """Compare the dearest case with the cheapest, between ten thousand and five million."""
    sizes = (10_000, 100_000, MILLION, 5 * MILLION)
    crowds = [crowd(policy, size, seed=1) for size in sizes]
    took = seconds(*(lambda people=people: offers(people, policy) for people in crowds))
    each = [time / size for time, size in zip(took, sizes, strict=True)]
    return at_most(
        "dearest case by size of crowd, against the cheapest (s)", max(each), min(each), 1.2
    )


def _right(policy: Policy) -> Iterator[Measured]:
    """Count differences: against Decimal, and between the two gears."""
    people = crowd(policy, MILLION, seed=2)
    found, oracle = offers(people, policy), Oracle(policy)
    wrong = sum(
        (int(found.capacity[row]), int(found.monthly[row])) != oracle.offer(people, row)
        for row in range(MILLION // 10)
    )
    yield none("differences from Decimal in 100,000", wrong)
    both = zip(
        found.capacity.tolist(), found.monthly.tolist(), _singly(people, policy), strict=True
    )
    unlike = sum((capacity, monthly) != one for capacity, monthly, one in both)
    yield none("differences between the two gears in 1,000,000", unlike)


def _singly(people: People, policy: Policy) -> Iterator[tuple[int, int]]:
    """Answer the same people one by one."""
    facts = zip(
        people.income.tolist(),
        people.room.tolist(),
        (people.room >= 0).tolist(),
        people.debt.tolist(),
        people.assets.tolist(),
        people.form.tolist(),
        (people.children > 0).tolist(),
        people.is_pensioner.tolist(),
        people.sharers.tolist(),
        strict=True,
    )
    for day, row in zip(people.on.tolist(), facts, strict=True):
        held = book(policy, date.fromordinal(day))
        account = NormThresholdCapacity(Means(*row), held, traced=False)
        fits = account.would_do and account.within_assets
        yield account.capacity, account.instalment if fits else 0


def _off(policy: Policy, peer: "Peer") -> float:
    """Return the share of cases in which OpenFisca's instalment is a cent or more off."""
    people = crowd(policy, MILLION // 10, seed=3)
    days: Column = np.unique(people.on)
    ours = np.concatenate([offers(people.rows(people.on == day), policy).monthly for day in days])
    theirs = np.concatenate(peer.many(people, days))
    return float(np.mean(np.abs(ours - theirs * 100) > 0.5))  # noqa: PLR2004
