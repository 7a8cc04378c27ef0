"""What a business can carry (likviditetsopgørelse, kasstroomoverzicht): a preparation, no rule.

What comes in, less what must go out first. A plan within the municipality's frame is granted as
before whatever this says; with a longer one it goes to a person along with the request.
"""

from collections.abc import Mapping

from portal.rules.arithmetic import at_least, divide_up
from portal.rules.line import ASSUMED, POLICY, line
from portal.rules.short_term import short_term
from portal.rules.workings.working import Advice, Asked, Working

FIRST = ("wages", "taxes", "rent", "suppliers", "other_costs")
"""What must go out first, in the order the account has it."""


class CashFlow(Working):
    """An ordinary month of a business, and the plan that it can carry."""

    asks = (
        Asked("cash_in", "money"),
        *(Asked(name, "money", optional=True) for name in FIRST),
        Asked("cash_debt", "money"),
    )

    def mistakes(self) -> Mapping[str, str]:
        """Without money in there is nothing to work out; without a debt nothing to ask."""
        empty = [name for name in ("cash_in", "cash_debt") if not self.figure(name)]
        return dict.fromkeys(empty, "error-amount-empty")

    def left_out(self) -> frozenset[str]:
        """The months, where nothing is left; the months at once, where there is no such term."""
        out = {name for name in FIRST if not self.figure(name)}
        if not self.cash_left:
            out.add("cash_months")
        if not self.cash_term:
            out.add("cash_term")
        return frozenset(out)

    @line("weighing", POLICY)
    def cash_in(self) -> int:
        """What comes in in an ordinary month."""
        return self.figure("cash_in")

    @line("weighing", POLICY)
    def wages(self) -> int:
        """Wages and what is paid over them."""
        return self.figure("wages")

    @line("weighing", POLICY)
    def taxes(self) -> int:
        """VAT and other taxes."""
        return self.figure("taxes")

    @line("weighing", POLICY)
    def rent(self) -> int:
        """Rent, energy and insurance."""
        return self.figure("rent")

    @line("weighing", POLICY)
    def suppliers(self) -> int:
        """Suppliers without whom the business stops."""
        return self.figure("suppliers")

    @line("weighing", POLICY)
    def other_costs(self) -> int:
        """Other debts and costs that cannot wait."""
        return self.figure("other_costs")

    @line("weighing", ASSUMED)
    def cash_left(self) -> int:
        """What is left of the money that comes in: what the business can carry."""
        return at_least(self.cash_in - sum(self.figure(name) for name in FIRST), 0)

    @line("plan", POLICY)
    def cash_debt(self) -> int:
        """What is open."""
        return self.figure("cash_debt")

    @line("plan", ASSUMED, "count")
    def cash_months(self) -> int:
        """How many months it takes at that."""
        return divide_up(self.cash_debt, self.cash_left)

    @line("plan", POLICY, "count")
    def cash_term(self) -> int:
        """Up to how many months a plan is granted at once."""
        return short_term(self.book, self.figure("cash_debt"))

    def advice(self) -> tuple[Advice, ...]:
        """Within the term, beyond it, or nothing left: a plan at once, or a person looks."""
        if not self.cash_left:
            return (Advice("cash_none", "weighing"),)
        within = self.cash_months <= self.cash_term
        return (Advice("cash_within" if within else "cash_beyond", "plan"),)
