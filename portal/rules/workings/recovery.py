"""How much of a benefit is recovered: within what right information would have saved."""

from collections.abc import Mapping
from datetime import date

from portal.errors import NoValue
from portal.rules.arithmetic import at_least, at_most
from portal.rules.days import months_begun
from portal.rules.line import LAW, POLICY, line
from portal.rules.policy import book as book_of
from portal.rules.workings.working import Advice, Asked, Working


class Recovery(Working):
    """The limit of a recovery (terugvordering), and what it may not hold."""

    asks = (
        Asked("recovery_cause", "one_of", ("information", "other")),
        Asked("benefit_paid", "money"),
        Asked("benefit_right", "money", optional=True),
        Asked("assets_value", "money", optional=True),
        Asked("assets_on", "day", optional=True),
        Asked("assets_family", "yes"),
    )

    def mistakes(self) -> Mapping[str, str]:
        """What was due is needed, or hidden assets with their day."""
        if not self.has("assets_value"):
            return {} if self.has("benefit_right") else {"benefit_right": "error-amount-empty"}
        if not self.has("assets_on"):
            return {"assets_on": "error-assets-needed"}
        is_known = self._limit_is_known(self.day("assets_on"))
        return {} if is_known else {"assets_on": "error-limit-unknown"}

    def _limit_is_known(self, on: date) -> bool:
        try:
            return bool(self.book.policy.dated("assets_single", on))
        except NoValue:
            return False

    def left_out(self) -> frozenset[str]:
        """Without hidden assets their lines; without what was due, the difference."""
        assets = () if self.has("assets_value") else ("asset_limit", "assets_above")
        right = () if self.has("benefit_right") else ("benefit_due", "benefit_difference")
        return frozenset((*assets, *right))

    @line("recovery", LAW)
    def benefit_given(self) -> int:
        """What was paid."""
        return self.figure("benefit_paid")

    @line("recovery", LAW)
    def benefit_due(self) -> int:
        """What would have been paid with right and timely information."""
        return self.figure("benefit_right")

    @line("recovery", POLICY)
    def benefit_difference(self) -> int:
        """The part that right information would have saved."""
        return at_least(self.benefit_given - self.benefit_due, 0)

    @line("assets", LAW)
    def asset_limit(self) -> int:
        """The assets that the law left alone on that day."""
        name = "assets_family" if self.says("assets_family") else "assets_single"
        then = book_of(self.book.policy, self.day("assets_on"))
        limit, mark = then.held(name)
        assert isinstance(limit, int), name
        self.rest_on(mark, name)
        return limit

    @line("recovery", POLICY)
    def assets_above(self) -> int:
        """The part of the hidden assets above that limit."""
        return at_least(self.figure("assets_value") - self.asset_limit, 0)

    @line("recovery", POLICY)
    def recovery_limit(self) -> int:
        """The smaller of the limits that are known, and never more than was paid."""
        limit = self.benefit_difference if self.has("benefit_right") else self.benefit_given
        return at_most(limit, self.assets_above) if self.has("assets_value") else limit

    def advice(self) -> tuple[Advice, ...]:
        """A duty after withheld information, else a power; nothing on top."""
        if not self.recovery_limit:
            return (Advice("nothing_to_recover", "recovery"),)
        is_duty = self.choice("recovery_cause") == "information"
        kind = "recovery_duty" if is_duty else "recovery_power"
        weigh = Advice("recovery_weigh", "weighing")
        return (Advice(kind, kind), weigh, Advice("no_interest", "no_interest"))


class SharedCause(Working):
    """The limit where the municipality acted late on a signal (aandeel van de gemeente)."""

    asks = (
        Asked("signal_on", "day"),
        Asked("acted_on", "day"),
        Asked("overpaid_total", "money"),
        Asked("overpaid_monthly", "money"),
    )

    def mistakes(self) -> Mapping[str, str]:
        """Acting follows the signal; a month is no more than the whole."""
        found = {}
        if self.day("acted_on") < self.day("signal_on"):
            found["acted_on"] = "error-acted-before-signal"
        if self.figure("overpaid_monthly") > self.figure("overpaid_total"):
            found["overpaid_monthly"] = "error-month-above-total"
        return found

    @line("shared_cause", POLICY, "count")
    def months_since_signal(self) -> int:
        """Months begun between the signal and acting on it."""
        return months_begun(self.day("signal_on"), self.day("acted_on"))

    @line("shared_cause", POLICY)
    def overpaid_before(self) -> int:
        """Paid too much up to the signal."""
        return self.figure("overpaid_total") - self.overpaid_after

    @line("shared_cause", POLICY)
    def overpaid_after(self) -> int:
        """Paid too much after it: a month's part for each month begun."""
        after = self.figure("overpaid_monthly") * self.months_since_signal
        return at_most(after, self.figure("overpaid_total"))

    @line("shared_cause", POLICY, "count")
    def shared_months(self) -> int:
        """The most months after the signal that are recovered."""
        return self.number("shared_cause_months")

    @line("shared_cause", POLICY)
    def shared_let_go(self) -> int:
        """What was paid too much after those months."""
        within = self.figure("overpaid_monthly") * self.shared_months
        return at_least(self.overpaid_after - within, 0)

    @line("shared_cause", POLICY)
    def shared_limit(self) -> int:
        """The proposal: all without that part."""
        return self.figure("overpaid_total") - self.shared_let_go

    def advice(self) -> tuple[Advice, ...]:
        """A limit to weigh, and what else the same judgement decides."""
        late = "shared_late" if self.shared_let_go else "shared_in_time"
        weigh, gross = Advice("shared_weigh", "shared_cause"), Advice("shared_net", "grossing_up")
        return (Advice(late, "shared_cause"), weigh, gross)
