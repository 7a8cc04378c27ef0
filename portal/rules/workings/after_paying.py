"""What is let go after paying for some time: the dates and amounts that are met or missing."""

from collections.abc import Mapping

from portal.rules.arithmetic import at_least, at_most, divide_up
from portal.rules.days import months_on
from portal.rules.line import LAW, POLICY, line
from portal.rules.workings.working import Advice, Asked, Working


class RemissionAfterPaying(Working):
    """Remission after months of paying and a share repaid (kwijtschelding na aflossen)."""

    asks = (
        Asked("from_breach", "yes"),
        Asked("principal", "money"),
        Asked("repaid", "money"),
        Asked("months_paid", "count"),
        Asked("months_due", "count"),
        Asked("next_payment_on", "day", optional=True),
        Asked("checked_on", "day", optional=True),
    )

    def mistakes(self) -> Mapping[str, str]:
        """Nobody repays more than the debt."""
        above = self.figure("repaid") > self.figure("principal")
        return {"repaid": "error-above-principal"} if above else {}

    def left_out(self) -> frozenset[str]:
        """The day the months are full, when they are or no next payment is known; the next look."""
        full = self.paying_months_left and self.has("next_payment_on")
        shown = {"paying_full_on": full, "next_check_on": self.has("checked_on")}
        return frozenset(name for name, is_shown in shown.items() if not is_shown)

    @line("remission", POLICY, "count")
    def paying_months(self) -> int:
        """The months of paying that the rules ask for."""
        return self.number("remission_months")

    @line("remission", POLICY, "count")
    def paying_months_left(self) -> int:
        """Those that are missing."""
        return at_least(self.paying_months - self.figure("months_paid"), 0)

    @line("remission", POLICY, "day")
    def paying_full_on(self) -> int:
        """The day of the last of them, when each is paid."""
        return months_on(self.day("next_payment_on"), self.paying_months_left - 1).toordinal()

    @line("remission", LAW, "count")
    def months_behind(self) -> int:
        """Months that were due and not paid."""
        return at_least(self.figure("months_due") - self.figure("months_paid"), 0)

    @line("remission", POLICY)
    def share_to_repay(self) -> int:
        """The share that the rules ask for; a rest of a cent goes up."""
        share = self.figure("principal") * self.percent("remission_share_percent")
        return divide_up(share, 100)

    @line("remission", POLICY)
    def share_left(self) -> int:
        """What is missing of it."""
        return at_least(self.share_to_repay - self.figure("repaid"), 0)

    @line("remission", POLICY, "day")
    def next_check_on(self) -> int:
        """The day of the next yearly look."""
        months = self.number("remission_check_months")
        return months_on(self.day("checked_on"), months).toordinal()

    def advice(self) -> tuple[Advice, ...]:
        """Met or not, and what a person may still weigh."""
        is_met = not (self.paying_months_left or self.share_left or self.months_behind)
        met = Advice("paying_met" if is_met else "paying_not_yet", "remission")
        tailored = (Advice("paying_tailored", "remission"),) if self.share_left else ()
        gate = (Advice("paying_gate", "law_ways"),) if self.says("from_breach") else ()
        return (*gate, met, *tailored)


class LoanPaid(Working):
    """A loan for furnishing a home, after so many months of repaying it."""

    asks = (
        Asked("for_furnishing", "yes"),
        Asked("irresponsible", "yes"),
        Asked("loan_left", "money"),
        Asked("loan_monthly", "money"),
        Asked("months_paid", "count"),
        Asked("next_payment_on", "day"),
    )

    def left_out(self) -> frozenset[str]:
        """The day the months are full, when they are; all, for another loan."""
        if not self.says("for_furnishing"):
            return frozenset(entry.id for entry in self.lines)
        return frozenset(() if self.loan_months_left else ("loan_full_on",))

    @line("furnishing_loan", POLICY, "count")
    def loan_months(self) -> int:
        """The months of repaying after which it ends."""
        return self.number("furnishing_months")

    @line("furnishing_loan", POLICY, "count")
    def loan_months_left(self) -> int:
        """Those that are missing."""
        return at_least(self.loan_months - self.figure("months_paid"), 0)

    @line("furnishing_loan", POLICY, "day")
    def loan_full_on(self) -> int:
        """The day of the last of them, when each is paid."""
        return months_on(self.day("next_payment_on"), self.loan_months_left - 1).toordinal()

    @line("furnishing_loan", POLICY)
    def loan_to_pay(self) -> int:
        """What is paid until then."""
        until = self.figure("loan_monthly") * self.loan_months_left
        return at_most(until, self.figure("loan_left"))

    @line("furnishing_loan", POLICY)
    def loan_let_go(self) -> int:
        """What is let go then."""
        return self.figure("loan_left") - self.loan_to_pay

    def advice(self) -> tuple[Advice, ...]:
        """Met or not yet; another loan and one from irresponsible spending are for a person."""
        if not self.says("for_furnishing"):
            return (Advice("loan_other", "furnishing_loan"),)
        met = Advice("loan_not_yet" if self.loan_months_left else "loan_met", "furnishing_loan")
        weigh = (Advice("loan_irresponsible", "loan_excluded"),)
        return (met, *(weigh if self.says("irresponsible") else ()))
