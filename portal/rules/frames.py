"""Kinds of account for plans inside a frame: capacity from a table, and the least instalment."""

from portal.rules.arithmetic import at_least, at_most, divide_up, down_to
from portal.rules.line import LAW, POLICY, Calculation, line, part
from portal.rules.policy import Rulebook

MONTHS_A_YEAR = 12


class TableCapacity(Calculation):
    """A percentage of the yearly income from a dated table (tabeltræk), in steps a month."""

    def __init__(
        self, income: int, has_children: bool, book: Rulebook, *, traced: bool = True
    ) -> None:
        """Take the net income of a year in minor units."""
        super().__init__(book, traced=traced)
        self.yearly, self.has_children = income, has_children

    @line("plan", LAW)
    def net_income(self) -> int:
        """Net income a year in whole units of the currency."""
        return down_to(self.yearly, 100)

    @line("plan", LAW, "percent")
    def percentage(self) -> int:
        """The percentage of the band the income falls in."""
        return self.banded("capacity_table", self.net_income // 100, self.has_children)

    @line("plan", POLICY)
    def capacity(self) -> int:
        """That share of the income, a month, down to a whole step."""
        a_month = self.net_income * self.percentage // (100 * MONTHS_A_YEAR)
        return down_to(a_month, self.number("capacity_step"))


class OpenDebt(Calculation):
    """What is owed, where no more is worked out."""

    def __init__(self, open_debt: int, book: Rulebook, *, traced: bool = True) -> None:
        super().__init__(book, traced=traced)
        self.debt = open_debt

    @line("plan", LAW)
    def open_debt(self) -> int:
        """The sum of the balances that are still the municipality's."""
        return self.debt


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

    @line("plan", POLICY)
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
