"""A planted departure is found in time, and without one the alarm is silent as often as it says."""

import numpy as np
import pytest

from portal.cases.figures.chance import ODDS, alarm_at, evidence, first_alarm, wilson

pytestmark = pytest.mark.slow
ORDINARY, ALARM, ARTICLES = 0.10, 5, 20
"""One in ten departs as a rule; five in a hundred towns may hear a false alarm; 20 articles."""
FOUND_WITHIN = 120
"""Cases of an article within which three in ten departures must be found, in nine towns of ten."""


def decided(towns: int, articles: int, cases: int, rate: float, seed: int) -> np.ndarray:
    """Departures of simulated towns, article by article, in the order they were decided."""
    return np.random.default_rng(seed).random((towns, articles, cases)) < rate


def alarms(departs: np.ndarray) -> np.ndarray:
    """For each town and article the case at which the alarm went, or 0: in columns, all at once."""
    hits, of = departs.cumsum(axis=-1), np.arange(1, departs.shape[-1] + 1)
    rates = [odds * ORDINARY / (1 - ORDINARY + odds * ORDINARY) for odds in ODDS]
    bets = [
        np.exp(hits * np.log(rate / ORDINARY) + (of - hits) * np.log((1 - rate) / (1 - ORDINARY)))
        for rate in rates
    ]
    went = np.mean(bets, axis=0) >= alarm_at(ALARM, ARTICLES)
    return np.where(went.any(axis=-1), went.argmax(axis=-1) + 1, 0)


def test_the_columns_of_this_test_are_the_alarm_of_the_page() -> None:
    departs = decided(1, 3, 80, 0.3, seed=4)
    one_by_one = [
        first_alarm([(int(hit), 1) for hit in row], ORDINARY, alarm_at(ALARM, ARTICLES)) or 0
        for row in departs[0]
    ]
    assert alarms(departs)[0].tolist() == one_by_one


def test_a_planted_departure_is_found_within_the_stated_number_of_cases() -> None:
    found = alarms(decided(2_000, 1, FOUND_WITHIN, 0.30, seed=7))
    assert (found > 0).mean() >= 0.9


def test_without_one_a_false_alarm_is_no_more_frequent_than_stated() -> None:
    """Every article is looked at after every case, a thousand cases long."""
    false = alarms(decided(300, ARTICLES, 1_000, ORDINARY, seed=11)).any(axis=-1)
    assert false.mean() <= ALARM / 100


def test_fewer_departures_than_ordinary_are_no_alarm() -> None:
    assert not alarms(decided(300, ARTICLES, 300, ORDINARY / 2, seed=3)).any()


def test_nothing_seen_is_no_evidence() -> None:
    assert evidence(0, 0, ORDINARY) == 1
    assert evidence(0, 50, ORDINARY) < 1
    assert evidence(9_000, 9_000, ORDINARY) > 1e100


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.278), (5, 10, 0.237, 0.763), (10, 10, 0.722, 1.0), (81, 263, 0.255, 0.366)],
)
def test_the_interval_is_that_of_the_tables(hits: int, of: int, low: float, high: float) -> None:
    """81 of 263 is the example of Newcombe (1998), method 3."""
    assert wilson(hits, of) == pytest.approx((low, high), abs=0.001)


def test_the_interval_holds_the_true_share_as_often_as_it_says() -> None:
    hits = np.random.default_rng(5).binomial(40, 0.15, 4_000)
    held = [low <= 0.15 <= high for low, high in (wilson(int(one), 40) for one in hits)]
    assert 0.93 <= np.mean(held) <= 0.98
