"""Paying back a social benefit: by the binding table of the law alone, never by a budget."""

from collections.abc import Mapping
from datetime import date

from portal.rules.arithmetic import down_to
from portal.rules.bands import Bands
from portal.rules.days import MONTHS_A_YEAR, years_on
from portal.rules.line import ASSUMED, LAW, line
from portal.rules.workings.working import Advice, Asked, Working

BENEFITS = (
    "none",
    "cash_benefit",
    "education_benefit",
    "integration_benefit",
    "resource_benefit",
    "cash_support",
    "disability_pension",
    "other",
)
_TABLE = "repayable_benefit_table"


class RepayableBenefit(Working):
    """A plan for a benefit that is paid back (socialt tilbagebetalingskrav)."""

    asks = (
        Asked("open_debt", "money"),
        Asked("benefit", "one_of", BENEFITS),
        Asked("yearly_net", "money", optional=True),
        Asked("has_children", "yes"),
        Asked("help_ended_on", "day", optional=True),
    )

    def mistakes(self) -> Mapping[str, str]:
        """Help that ended, ended on a day that was."""
        to_come = self.has("help_ended_on") and self.day("help_ended_on") > self.book.on
        return {"help_ended_on": "error-day-to-come"} if to_come else {}

    @line("repayable", LAW)
    def open_debt(self) -> int:
        """What is still to be paid back."""
        return self.figure("open_debt")

    @line("repayable", LAW, "percent")
    def repayable_percentage(self) -> int:
        """The percentage of the income in the binding table."""
        return self.banded(_TABLE, self.figure("yearly_net") // 100, self.says("has_children"))

    @line("repayable", ASSUMED)
    def repayable_instalment(self) -> int:
        """That share of the income, a month, down to a whole step. The step is assumed."""
        whole = down_to(self.figure("yearly_net"), 100)
        a_month = whole * self.repayable_percentage // (100 * MONTHS_A_YEAR)
        return down_to(a_month, self.number("capacity_step"))

    @line("repayable_lapse", ASSUMED, "day")
    def lapses_on(self) -> int:
        """The day on which the claim lapses if paying back was not possible."""
        years = self.number("repayable_lapse_years")
        return years_on(self.day("help_ended_on"), years).toordinal()

    def left_out(self) -> frozenset[str]:
        """Without a table or an income, or with more time due, there is no instalment."""
        tabled = self._has_table() and self.has("yearly_net") and not self._is_deferred()
        out = () if tabled else ("repayable_percentage", "repayable_instalment")
        return frozenset(out if self.has("help_ended_on") else (*out, "lapses_on"))

    def advice(self) -> tuple[Advice, ...]:
        """More time where it is due; else the table's amount, or what lacks for it."""
        lapsed = (Advice("repayable_lapsed", "repayable_lapse"),) if self._is_lapsed() else ()
        return (*lapsed, Advice(self._way(), "repayable"))

    def _way(self) -> str:
        if self._is_deferred():
            return "deferral_due"
        if not self._has_table():
            return "table_missing"
        return "table_binds" if self.has("yearly_net") else "income_missing"

    def _has_table(self) -> bool:
        return isinstance(self.book.held(_TABLE)[0], Bands)

    def _is_deferred(self) -> bool:
        return self.choice("benefit") in self.book.names("deferral_benefits")

    def _is_lapsed(self) -> bool:
        return self.has("help_ended_on") and date.fromordinal(self.lapses_on) <= self.book.on
