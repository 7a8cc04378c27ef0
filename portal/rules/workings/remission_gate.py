"""What the law leaves open for a debt from withheld information: which of its few ways hold."""

from collections.abc import Mapping

from portal.rules.arithmetic import divide_up
from portal.rules.days import MONTHS_A_YEAR, months_on
from portal.rules.line import LAW, line
from portal.rules.workings.working import Advice, Asked, Working

WAYS = ("gate_paid", "gate_made_good", "gate_no_payments", "gate_half")
"""The ways of dates and amounts, by their lines; the advice of each has the same code."""


class RemissionGate(Working):
    """The ways of the law to let such a debt go; anything else goes beyond the law."""

    asks = (
        Asked("paying_since", "day"),
        Asked("never_behind", "yes"),
        Asked("arrears_left", "money"),
        Asked("last_paid_on", "day", optional=True),
        Asked("none_expected", "yes"),
        Asked("balance", "money"),
        Asked("offered_at_once", "money", optional=True),
        Asked("urgent_reasons", "yes"),
    )

    def mistakes(self) -> Mapping[str, str]:
        """What happened lies in the past."""
        names = ("paying_since", "last_paid_on")
        late = [name for name in names if self.has(name) and self.day(name) > self.book.on]
        return dict.fromkeys(late, "error-in-future")

    @line("law_ways", LAW, "day")
    def gate_paying_until(self) -> int:
        """The day on which the years of paying are full."""
        return self._years_after("paying_since")

    @line("law_ways", LAW, "day")
    def gate_silent_until(self) -> int:
        """The day on which the years without a payment are full."""
        return self._years_after("last_paid_on" if self.has("last_paid_on") else "paying_since")

    @line("law_ways", LAW)
    def gate_half_amount(self) -> int:
        """Half of what is left, for a payment in one go."""
        return divide_up(self.figure("balance") * self.percent("half_payment_percent"), 100)

    @line("law_ways", LAW, "yes")
    def gate_paid(self) -> int:
        """All these years paid in full."""
        return int(self.says("never_behind") and self._is_over(self.gate_paying_until))

    @line("law_ways", LAW, "yes")
    def gate_made_good(self) -> int:
        """Behind at times, and all of it made good with interest and costs."""
        made_good = not self.says("never_behind") and not self.figure("arrears_left")
        return int(made_good and self._is_over(self.gate_paying_until))

    @line("law_ways", LAW, "yes")
    def gate_no_payments(self) -> int:
        """Nothing paid all these years, and nothing to expect."""
        return int(self.says("none_expected") and self._is_over(self.gate_silent_until))

    @line("law_ways", LAW, "yes")
    def gate_half(self) -> int:
        """At least half of the rest in one go."""
        offered = self.figure("offered_at_once")
        return int(self.has("offered_at_once") and offered >= self.gate_half_amount)

    def advice(self) -> tuple[Advice, ...]:
        """The ways that hold; urgent reasons are for a person; else what goes beyond the law."""
        holds = {way: getattr(self, way) for way in WAYS}
        found = [Advice(way, "law_ways") for way, does in holds.items() if does]
        if self.says("urgent_reasons"):
            found.append(Advice("gate_urgent", "urgent"))
        return tuple(found) or (
            Advice("gate_none", "law_ways"),
            Advice("extra_legal", "arrangement_closed"),
        )

    def _years_after(self, name: str) -> int:
        return months_on(self.day(name), MONTHS_A_YEAR * self.number("law_years")).toordinal()

    def _is_over(self, day: int) -> bool:
        return self.book.on.toordinal() >= day
