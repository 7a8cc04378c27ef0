"""How often a plan's instalments come round, and what they are to an amount a month."""

from collections.abc import Sequence
from datetime import date

from portal.municipality import Municipality
from portal.rules.days import MONTHS_A_YEAR
from portal.rules.rhythm import per_instalment, per_month

TIMES = {"four_weeks": "plan_four_weeks_a_year", "week": "plan_weeks_a_year"}
"""The term that says how many instalments of this rhythm stand for twelve monthly ones."""


def instalment_of(town: Municipality, monthly: int, rhythm: str, on: date) -> int:
    """Return one instalment for so much a month, in minor units: a year asks no more."""
    return monthly if rhythm not in TIMES else per_instalment(monthly, times(town, rhythm, on))


def monthly_of(town: Municipality, amounts: Sequence[int], rhythm: str, on: date) -> int:
    """Return what the largest of these instalments comes to a month, in minor units."""
    return per_month(max(amounts), times(town, rhythm, on))


def times(town: Municipality, rhythm: str, on: date) -> int:
    """Return how many instalments of a rhythm stand for twelve monthly ones."""
    return town.terms.number(TIMES[rhythm], on) if rhythm in TIMES else MONTHS_A_YEAR
