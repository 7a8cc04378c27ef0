"""A crowd for benchmarks: every household form, every norm, and incomes on both sides of edges."""

from typing import Any

import numpy as np

from portal.rules.columns import ColumnBook
from portal.rules.means import NormThresholdCapacity
from portal.rules.offers import People, means
from portal.rules.policy import Policy

_MOST = {"month": 450_000, "year": 60_000_000}
"""Incomes below this, by the period they are told for."""


def crowd(policy: Policy, size: int, seed: int, *, benefits: bool = False) -> People:
    """Make households on every day on which values change; the same seed gives the same ones."""
    chance = np.random.default_rng(seed)
    known = chance.random(size) < 0.3  # noqa: PLR2004
    couple = chance.integers(0, 3, size).astype(np.int8)
    people = People(
        on=chance.choice(np.array(policy.turns), size),
        income=chance.integers(0, _MOST[policy.income_period], size),
        debt=chance.integers(100, 2_000_000, size),
        assets=chance.choice([0, 300_000, 757_500, 757_501, 1_600_000, 1_600_001], size),
        form=couple,
        children=chance.integers(0, 4, size).astype(np.int8),
        is_pensioner=chance.random(size) < 0.2,  # noqa: PLR2004
        sharers=(1 + (couple == 2) + chance.integers(0, 3, size)).astype(np.int8),  # noqa: PLR2004
        on_benefit=(chance.random(size) < 0.3) & benefits,  # noqa: PLR2004
        room=np.where(known, chance.integers(0, 80_000, size), -1),
    )
    return people if policy.income_period != "month" else _at_edges(people, policy, chance)


def _at_edges(people: People, policy: Policy, chance: np.random.Generator) -> People:
    """Move one household in four to within two cents of an edge of its own account."""
    held = ColumnBook(policy, people.on)
    threshold: Any = NormThresholdCapacity(means(people), held, traced=False).threshold
    moved = np.flatnonzero(chance.random(len(people)) < 0.25)  # noqa: PLR2004
    above = chance.choice([0, 5_000, 100_000], len(moved)) + chance.integers(-2, 3, len(moved))
    people.income[moved] = threshold[moved] + above
    return people
