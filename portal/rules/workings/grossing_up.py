"""Tax and premiums on top of a net recovery: never added by a calculation."""

from portal.rules.line import LAW, POLICY, line
from portal.rules.workings.working import Advice, Asked, Working


class GrossingUp(Working):
    """Whether tax and premiums may come on top of a net recovery (brutering)."""

    asks = (
        Asked("net_amount", "money"),
        Asked("tax_amount", "money"),
        Asked("year_over", "yes"),
        Asked("without_doing", "yes"),
        Asked("unpaid_blameless", "yes"),
        Asked("municipality_share", "yes"),
    )

    @line("gross_recovery", LAW)
    def net_debt(self) -> int:
        """The net amount."""
        return self.figure("net_amount")

    @line("gross_recovery", LAW)
    def tax_on_top(self) -> int:
        """Tax and premiums that could come on top."""
        return self.figure("tax_amount")

    @line("grossing_up", POLICY)
    def gross_debt(self) -> int:
        """What it would be with them, if a person decided so."""
        return self.net_debt + self.tax_on_top

    @line("grossing_up", POLICY)
    def net_result(self) -> int:
        """What the calculation comes to: it never adds them by itself."""
        return self.net_debt

    def left_out(self) -> frozenset[str]:
        """The larger amount, where an exception holds."""
        return frozenset(("gross_debt",) if self._exceptions() else ())

    def advice(self) -> tuple[Advice, ...]:
        """The exceptions that hold, each by name; else a power and no duty."""
        return self._exceptions() or (Advice("grossing_power", "grossing_up"),)

    def _exceptions(self) -> tuple[Advice, ...]:
        blameless = self.says("without_doing") and self.says("unpaid_blameless")
        holds = (
            (not self.says("year_over"), Advice("grossing_same_year", "gross_recovery")),
            (blameless, Advice("grossing_blameless", "grossing_up")),
            (self.says("municipality_share"), Advice("grossing_share", "grossing_up")),
        )
        return tuple(advice for does, advice in holds if does)
