"""Three methods for one household side by side: frame, statutory table, and budget.

Nothing here picks one: the methods differ, and a person weighs what they say.
"""

from collections.abc import Mapping

from portal.rules.answer import AccountLine
from portal.rules.arithmetic import at_least, divide_up, down_to
from portal.rules.days import MONTHS_A_YEAR
from portal.rules.frames import Debt, FrameInstalment, OpenDebt, TableCapacity, YearlyIncome
from portal.rules.line import ASSUMED, LAW, Calculation, line
from portal.rules.policy import Rulebook
from portal.rules.workings.working import Advice, Asked, Fact, Working

_CHILDREN = ("children_0_1", "children_2_6", "children_7_17")
MOST_ADULTS = 20


class Methods(Working):
    """Frame, table, and budget (betalingsevnevurdering); its own lines are those of the budget."""

    asks = (
        Asked("yearly_net", "money"),
        Asked("adults", "count"),
        *(Asked(name, "count", optional=True) for name in _CHILDREN),
        Asked("common_costs", "money", optional=True),
        Asked("own_costs", "money", optional=True),
        Asked("child_costs", "money", optional=True),
        Asked("child_support", "money", optional=True),
        Asked("open_debt", "money"),
    )

    def __init__(self, facts: Mapping[str, Fact], book: Rulebook) -> None:
        super().__init__(facts, book)
        has_children = any(self.figure(name) for name in _CHILDREN)
        self.table = TableCapacity(YearlyIncome(self.figure("yearly_net"), has_children), book)
        self.frame = self._frame()

    def _frame(self) -> OpenDebt:
        """Above the frame there is only what is owed."""
        debt = self.figure("open_debt")
        inside = 0 < debt <= self.book.frame("frame").top
        return (FrameInstalment if inside else OpenDebt)(Debt(debt), self.book)

    def mistakes(self) -> Mapping[str, str]:
        """Somebody lives from the income, and not a village."""
        right = 1 <= self.figure("adults") <= MOST_ADULTS
        return {} if right else {"adults": "error-adults"}

    @line("budget", LAW)
    def monthly_income(self) -> int:
        """A twelfth of the net income of a year, down."""
        return self.figure("yearly_net") // MONTHS_A_YEAR

    @line("disposable", LAW)
    def disposable_amount(self) -> int:
        """What one adult of this household keeps: all adults' amounts over their number, up."""
        adults = self.figure("adults")
        others = (adults - 1) * self.number("disposable_extra_adult") if adults > 1 else 0
        return divide_up(self.number("disposable_adult") + others, adults)

    @line("disposable", ASSUMED)
    def net_child_costs(self) -> int:
        """Amounts and costs of the children less benefits for them, never below 0.

        The law counts child by child; here all children are taken together.
        """
        counted = [name for name in _CHILDREN if self.figure(name)]
        amounts = sum(
            self.figure(name) * self.number(f"disposable_{_one(name)}") for name in counted
        )
        costs = self.figure("child_costs") - self.figure("child_support")
        return at_least(amounts + costs, 0)

    @line("budget", ASSUMED)
    def shared_costs(self) -> int:
        """This adult's share of the common costs and of the children, up. Even shares."""
        common = self.figure("common_costs") + self.net_child_costs
        return divide_up(common, self.figure("adults"))

    @line("budget", LAW)
    def special_costs(self) -> int:
        """Costs of one's own that a budget accepts."""
        return self.figure("own_costs")

    @line("budget", LAW)
    def left_over(self) -> int:
        """What is left a month; below 0 where the income does not cover the costs."""
        costs = self.shared_costs + self.special_costs + self.disposable_amount
        return self.monthly_income - costs

    @line("budget", ASSUMED)
    def budget_capacity(self) -> int:
        """What the budget says a month, down to a whole step. The step is assumed."""
        return down_to(at_least(self.left_over, 0), self.number("capacity_step"))

    def left_out(self) -> frozenset[str]:
        """What stands beside the account as it was filled in; children who are not there."""
        echoes = ("open_debt", "net_income", "monthly_income", "special_costs", "minimum")
        about_children = (*_CHILDREN, "child_costs")
        has_any = any(self.figure(name) for name in about_children)
        return frozenset(echoes if has_any else (*echoes, "net_child_costs"))

    def parts(self) -> tuple[Calculation, ...]:
        """The frame, the table, and the budget."""
        return (self.frame, self.table, self)

    def budget(self) -> tuple[AccountLine, ...]:
        """The lines of the budget alone, with what was filled in."""
        out = self.left_out() & {"net_child_costs"}
        return tuple([entry.shown(self) for entry in self.lines if entry.id not in out])

    @property
    def frame_instalment(self) -> int | None:
        """What ends the debt in time; None above the frame."""
        return self.frame.instalment if isinstance(self.frame, FrameInstalment) else None

    def advice(self) -> tuple[Advice, ...]:
        """A warning where the budget asks more than the table, and whether the frame fits."""
        found = [self._raised(), self._framed()]
        return tuple(Advice(code, "plan") for code in found if code)

    def _raised(self) -> str:
        if self.budget_capacity > self.table.capacity:
            return "budget_above_table"
        return "" if self.budget_capacity else "budget_leaves_nothing"

    def _framed(self) -> str:
        if self.frame_instalment is None:
            return "debt_above_frame"
        kindest = min(self.budget_capacity, self.table.capacity)
        return "methods_reach_frame" if kindest >= self.frame_instalment else "methods_below_frame"


def _one(children: str) -> str:
    return children.replace("children", "child")
