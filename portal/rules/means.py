"""Kinds of account of what a household can carry a month, from its income and a norm."""

from portal.rules.arithmetic import at_least, choose, percent_down, percent_half_up
from portal.rules.line import LAW, POLICY, line, part
from portal.rules.norms import MeansCalculation


class NormThresholdCapacity(MeansCalculation):
    """A share of the income above a threshold: so many percent of the norm (draagkracht)."""

    income = MeansCalculation.income

    @line("norm", LAW)
    def norm(self) -> int:
        """The norm of the household; with cost sharing only where the policy says so."""
        return choose(
            self.facts.shares_costs, lambda: self._norm_of_sharers, lambda: self.full_norm
        )

    @line("capacity", POLICY)
    def threshold(self) -> int:
        """The income that is left alone."""
        return percent_half_up(self.norm, self.percent("threshold_percent"))

    @line("capacity", POLICY)
    def excess(self) -> int:
        """The income above it."""
        return at_least(self.income - self.threshold, 0)

    @line("capacity", POLICY)
    def capacity(self) -> int:
        """The share of the excess that goes to debts."""
        return percent_down(self.excess, self.percent("capacity_percent"))

    room = MeansCalculation.room
    open_debt = MeansCalculation.open_debt
    instalment = MeansCalculation.instalment

    @part
    def _norm_of_sharers(self) -> int:
        counts = self.number("use_cost_sharer_norm")
        return choose(counts, lambda: self.shared_norm, lambda: self.full_norm)


class RecipientShare(MeansCalculation):
    """A share of the own norm, for people on a benefit of the municipality."""

    income = MeansCalculation.income

    @line("own_norm", LAW)
    def own_norm(self) -> int:
        """The norm the benefit is paid by; cost sharing counts."""
        return self.shared_norm

    @line("recipient", POLICY)
    def capacity(self) -> int:
        """The share of the own norm that may be withheld."""
        return percent_down(self.own_norm, self.percent("recipient_percent"))

    room = MeansCalculation.room
    open_debt = MeansCalculation.open_debt
    instalment = MeansCalculation.instalment


KINDS: dict[str, type[MeansCalculation]] = {
    kind.__name__: kind for kind in (NormThresholdCapacity, RecipientShare)
}
"""The kinds a policy chooses from, by name and date."""
