"""The benchmarks: yardsticks that do the same work, and figures that say whether they hold."""

import json
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from click.testing import CliRunner

from portal import municipality
from portal.bench import measure, migrations, queue
from portal.bench.by_hand import ByHand
from portal.bench.crowd import crowd
from portal.bench.measure import Measured
from portal.bench.oracle import Oracle
from portal.cases.work import reading
from portal.cases.work.keeping import differing
from portal.cases.work.views import View
from portal.cli import main
from portal.commands import benching
from portal.db import Database
from portal.people.actors import staff_actor
from portal.rules.offers import offers
from tests import builders

POLICY = municipality.load("oss").policy


def test_the_formula_by_hand_is_the_one_of_the_rules() -> None:
    people = crowd(POLICY, 30_000, seed=21)
    found, (capacity, monthly) = offers(people, POLICY), ByHand(POLICY).offers(people)
    assert np.array_equal(found.capacity, capacity)
    assert np.array_equal(found.monthly, monthly)


def test_exact_decimals_say_the_same() -> None:
    people, oracle = crowd(POLICY, 3_000, seed=22), Oracle(POLICY)
    found = offers(people, POLICY)
    for row in range(len(people)):
        assert (found.capacity[row], found.monthly[row]) == oracle.offer(people, row), row


def test_the_same_seed_makes_the_same_crowd() -> None:
    first, again, other = (crowd(POLICY, 100, seed) for seed in (1, 1, 2))
    assert np.array_equal(first.income, again.income)
    assert not np.array_equal(first.income, other.income)


@pytest.mark.parametrize(
    ("ratio", "bound", "holds"),
    [
        (50.0, ">= 50", True),
        (49.9, ">= 50", False),
        (4.0, "<= 4", True),
        (4.1, "<= 4", False),
        (0.0, "<= 0", True),
        (1.0, "<= 0", False),
    ],
)
def test_a_figure_knows_whether_it_keeps_its_bound(ratio: float, bound: str, holds: bool) -> None:
    assert Measured("m", 1, 1, ratio, bound).holds is holds


def test_a_ratio_is_of_the_best_rounds_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(measure, "perf_counter", lambda: clock[0])

    def lasts(time: float) -> Callable[[], None]:
        def work() -> None:
            clock[0] += time

        return work

    quick, slow = lasts(0.01), lasts(0.5)
    assert measure.seconds(quick, slow) == pytest.approx([0.01, 0.5])
    assert measure.times_faster("f", quick, slow, 10).ratio == pytest.approx(50)
    assert measure.times_as_long("l", slow, quick, 10).ratio == pytest.approx(50)
    assert measure.at_most("bytes", 20, 40, 1).ratio == 0.5


def test_the_command_writes_figures_as_other_programs_read_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def measured(_say: Callable[[str], None]) -> Iterator[Measured]:
        yield Measured("one thing (s)", 2.0, 100.0, 50.0, ">= 50")

    monkeypatch.setattr(benching, "BENCHES", {"rules": measured})
    result = CliRunner().invoke(main, ["bench", "rules", "--json"])
    assert json.loads(result.stdout) == [
        {
            "name": "one thing (s)",
            "measured": 2.0,
            "yardstick": 100.0,
            "ratio": 50.0,
            "bound": ">= 50",
            "holds": True,
        }
    ]
    said = CliRunner().invoke(main, ["bench"]).stdout
    assert said == "one thing (s): 2 against 100, ratio 50.00 (>= 50): holds\n"


def test_the_queue_is_measured_over_things_that_really_wait(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        queue.let_wait(session.connection(), 10)
        assert differing(session) == []
        staff = staff_actor(builders.staff(session))
        assert len(reading.page(session, staff, View(), queue.DAY).rows) == 10


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.postgresql
def test_a_row_that_an_upgrade_would_change_is_found(database: Database) -> None:
    with database.unit_of_work() as session:
        claim = builders.claim(session, builders.person(session))
    before = migrations.rows(database)
    assert migrations.others(before, migrations.rows(database)) == 0
    with database.unit_of_work() as session:
        session.merge(claim).description = "Another"
    assert migrations.others(before, migrations.rows(database)) == 1
