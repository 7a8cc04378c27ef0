"""What a change does to a caseload: who pays less, who more, who nothing, and what staff get."""

from collections.abc import Iterator

import numpy as np

from portal.rules.columns import Column
from portal.rules.days import MONTHS_A_YEAR
from portal.rules.facts import FORMS
from portal.rules.offers import Offers, offers
from portal.rules.policy import Policy
from portal.simulate.caseload import Caseload
from portal.simulate.groups import Comparison, Group

AGES = (0, 6, 12, 24, 36)
"""Bands of the age of a claim in months, each from here up to the next."""
INCOME_BANDS = 5


def compare(caseload: Caseload, before: Policy, after: Policy) -> Comparison:
    """Put the same people before both policies. Raises NoValue."""
    people = caseload.people
    return compared(caseload, offers(people, before), offers(people, after))


def compared(caseload: Caseload, before: Offers, after: Offers) -> Comparison:
    """Count what the same people are answered before and after."""
    people = caseload.people
    both = Both(people.debt, before, after)
    return Comparison(
        both.group("all", np.ones(len(people), dtype=bool)),
        tuple(both.group(name, people.form == place) for place, name in enumerate(FORMS)),
        tuple(both.group(name, rows) for name, rows in _incomes(people.income)),
        tuple(both.group(name, rows) for name, rows in _ages(caseload.age)),
    )


class Both:
    """What the same people are answered before and after."""

    def __init__(self, debt: Column, before: Offers, after: Offers) -> None:
        self.before, self.after = before, after
        self.year_before, self.year_after = (
            np.minimum(debt, MONTHS_A_YEAR * answered.monthly) for answered in (before, after)
        )
        less, more = before.capacity > after.capacity, before.capacity < after.capacity
        self.freed = less & (after.capacity == 0)
        self.burdened = more & (before.capacity == 0)
        granted = before.granted & after.granted
        self.gain = (granted & (after.monthly < before.monthly)) | self.freed
        self.lose = (granted & (after.monthly > before.monthly)) | self.burdened

    def group(self, name: str, rows: Column) -> Group:
        """Count for some of the rows."""
        return Group(
            name=name,
            people=_count(rows),
            gain=_count(self.gain & rows),
            lose=_count(self.lose & rows),
            freed=_count(self.freed & rows),
            burdened=_count(self.burdened & rows),
            paid_before=int(self.before.monthly[rows].sum()),
            paid_after=int(self.after.monthly[rows].sum()),
            year_before=int(self.year_before[rows].sum()),
            year_after=int(self.year_after[rows].sum()),
            staff_before=_count(~self.before.granted & rows),
            staff_after=_count(~self.after.granted & rows),
        )


def _count(rows: Column) -> int:
    return int(np.count_nonzero(rows))


def _incomes(income: Column) -> Iterator[tuple[str, Column]]:
    """Five bands of as many people each; equal incomes stand in one band."""
    edges = np.quantile(income, np.linspace(0, 1, INCOME_BANDS + 1)[1:-1], method="lower")
    at = np.searchsorted(edges, income, side="left")
    for band in range(INCOME_BANDS):
        rows: Column = at == band
        if rows.any():
            yield f"{income[rows].min() // 100}-{income[rows].max() // 100}", rows


def _ages(age: Column) -> Iterator[tuple[str, Column]]:
    for start, end in zip(AGES, (*AGES[1:], None), strict=True):
        rows: Column = (age >= start) & (age < (np.inf if end is None else end))
        yield (f"{start}-{end} months" if end else f"{start} months and more"), rows
