"""Kinds of account for plans inside a frame: capacity from a table, and the least instalment."""

from collections.abc import Hashable
from typing import NamedTuple

from portal.rules.arithmetic import at_least, at_most, divide_up, down_to
from portal.rules.days import MONTHS_A_YEAR
from portal.rules.line import LAW, POLICY, Account, line, part


class YearlyIncome(NamedTuple):
    """The facts a capacity from a table rests on, or many of them in columns."""

    income: int
    """Net, a year, in minor units."""
    has_children: bool


class Debt(NamedTuple):
    """The fact a plan inside a frame rests on, or many of them in a column."""

    open_debt: int
    """Minor units."""


class TableCapacity(Account):
    """A percentage of the yearly income from a dated table (tabeltræk), in steps a month."""

    facts: YearlyIncome

    @property
    def shape(self) -> Hashable:
        """How firm the band is that the income falls in."""
        return self.book.band_mark("capacity_table", self.net_income // 100)

    @line("plan", LAW)
    def net_income(self) -> int:
        """Net income a year in whole units of the currency."""
        return down_to(self.facts.income, 100)

    @line("plan", LAW, "percent")
    def percentage(self) -> int:
        """The percentage of the band the income falls in."""
        return self.banded("capacity_table", self.net_income // 100, self.facts.has_children)

    @line("plan", POLICY)
    def capacity(self) -> int:
        """That share of the income, a month, down to a whole step."""
        a_month = self.net_income * self.percentage // (100 * MONTHS_A_YEAR)
        return down_to(a_month, self.number("capacity_step"))


class OpenDebt(Account):
    """What is owed, where no more is worked out."""

    facts: Debt

    @property
    def shape(self) -> Hashable:
        """Its account is always of one shape."""
        return None

    @line("plan", LAW)
    def open_debt(self) -> int:
        """The sum of the balances that are still the municipality's."""
        return self.facts.open_debt


class FrameInstalment(OpenDebt):
    """The least instalment that ends the debt within the longest term for its size."""

    open_debt = OpenDebt.open_debt

    @line("plan", POLICY, "count")
    def frame_months(self) -> int:
        """The longest term for this debt."""
        return self.term("frame", self.open_debt)

    @line("plan", POLICY)
    def minimum(self) -> int:
        """The smallest instalment of a plan."""
        return self.number("minimum_instalment")

    @line("plan", POLICY, named="least_in_frame")
    def instalment(self) -> int:
        """The debt spread over the longest term, up to a whole step, and at least the minimum."""
        return at_most(at_least(self.spread(self.frame_months), self.minimum), self.open_debt)

    @part
    def inside(self) -> int:
        """Whether the debt is in the frame at all."""
        return self.open_debt <= self.book.top("frame")

    def spread(self, months: int) -> int:
        """The debt over so many months, up to a whole step of the currency."""
        step = self.number("instalment_step")
        return divide_up(self.open_debt, months * step) * step


CAPACITIES: dict[str, type[TableCapacity]] = {TableCapacity.__name__: TableCapacity}
INSTALMENTS: dict[str, type[FrameInstalment]] = {FrameInstalment.__name__: FrameInstalment}
"""The kinds a policy chooses from, by name and date."""
