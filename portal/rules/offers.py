"""What the rules give many people who ask for a plan without naming an amount: in columns."""

from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from portal.rules.columns import Column, ColumnBook
from portal.rules.frames import CAPACITIES, INSTALMENTS, Debt, YearlyIncome
from portal.rules.means import KINDS
from portal.rules.norms import Means
from portal.rules.policy import Policy

BLOCK = 16_384
"""Rows worked out at a time: their columns fit the cache of one core."""


@dataclass(frozen=True)
class People:
    """Many households, a row each, all persons with income. Amounts are minor units."""

    on: Column
    """The day whose values hold, as an ordinal."""
    income: Column
    """Net, in the period the policy's rules use."""
    debt: Column
    assets: Column
    form: Column
    """Place in FORMS."""
    children: Column
    is_pensioner: Column
    sharers: Column
    on_benefit: Column
    """Whether they get a benefit of the municipality."""
    room: Column
    """What an attachment could take a month; below 0 where it is not known."""

    def __len__(self) -> int:
        return len(self.income)

    def rows(self, at: "slice | Column") -> "People":
        """Some of them."""
        return People(*(getattr(self, name)[at] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Offers:
    """What the rules answer them."""

    capacity: Column
    monthly: Column
    """What they pay a month; 0 where a person decides."""

    @property
    def granted(self) -> Column:
        """Where the rules grant a plan."""
        granted: Column = self.monthly > 0
        return granted


def offers(people: People, policy: Policy) -> Offers:
    """Answer all of them. Raises NoValue before the first day of the policy's data."""
    capacity = np.zeros(len(people), dtype=np.int64)
    monthly = np.zeros(len(people), dtype=np.int64)
    for start in range(0, len(people), BLOCK):
        block = slice(start, start + BLOCK)
        found = _block(people.rows(block), policy)
        capacity[block], monthly[block] = found.capacity, found.monthly
    return Offers(capacity, monthly)


def _block(people: People, policy: Policy) -> Offers:
    held = ColumnBook(policy, people.on)
    if held.word("decisions") == "frame":
        return _by_frame(people, held)
    if not people.on_benefit.any():
        return _by_means(people, held, "account")
    capacity, monthly = np.zeros((2, len(people)), dtype=np.int64)
    for rows, name in ((people.on_benefit, "recipient_account"), (~people.on_benefit, "account")):
        if rows.any():
            some = people.rows(rows)
            found = _by_means(some, ColumnBook(policy, some.on), name)
            capacity[rows], monthly[rows] = found.capacity, found.monthly
    return Offers(capacity, monthly)


def _by_means(people: People, held: ColumnBook, name: str) -> Offers:
    """The smallest of capacity, room and debt, where that makes a plan."""
    account = KINDS[held.word(name)](means(people), held, traced=False)
    fits: Any = account.would_do & account.within_assets
    return Offers(_column(account.capacity), account.instalment * fits)


def _by_frame(people: People, held: ColumnBook) -> Offers:
    """The least instalment of the frame, where the debt is in it and the capacity reaches it."""
    figures: Any = people
    income = YearlyIncome(figures.income, figures.children > 0)
    account = CAPACITIES[held.word("account")](income, held, traced=False)
    frame = INSTALMENTS[held.word("frame_account")](Debt(figures.debt), held, traced=False)
    fits: Any = frame.inside & (account.capacity >= frame.instalment)
    return Offers(_column(account.capacity), frame.instalment * fits)


def means(people: People) -> Means:
    """Return the facts an account of means takes, in columns."""
    figures: Any = people
    return Means(
        income=figures.income,
        room=figures.room,
        room_known=figures.room >= 0,
        open_debt=figures.debt,
        assets=figures.assets,
        form=figures.form,
        has_children=figures.children > 0,
        is_pensioner=figures.is_pensioner,
        sharers=figures.sharers.astype(np.int64),  # sums are made with it
    )


def _column(figures: int) -> Column:
    return cast("Column", figures)
