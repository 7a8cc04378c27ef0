"""Interest on a claim to date, and what a plan comes to with it: a plan does not stop interest."""

from collections.abc import Mapping

from portal.rules.interest import Rates
from portal.rules.line import ASSUMED, POLICY, line
from portal.rules.plan_interest import PaidOff, paid_off
from portal.rules.workings.of_kind import KIND, OfKind
from portal.rules.workings.working import Advice, Asked

_NO_RATE = ("interest_days", "interest_rate", "interest_to_date", "total_to_date")
_PLAN = ("plan_instalments", "plan_interest", "plan_total")


class LateInterest(OfKind):
    """Interest on one claim: only where its kind bears any, at the rate of its own law."""

    asks = (
        KIND,
        Asked("principal_due", "money"),
        Asked("interest_from", "day"),
        Asked("monthly", "money", optional=True),
    )

    def mistakes(self) -> Mapping[str, str]:
        """Interest begins on a day that was, and for which there is a rate."""
        since = self.day("interest_from")
        if since > self.book.on:
            return {"interest_from": "error-day-to-come"}
        if self._has_rate() and since < self._rates().first_day:
            return {"interest_from": "error-rate-unknown"}
        if self.has("monthly") and not self.figure("monthly"):
            return {"monthly": "error-amount-missing"}
        return {}

    @line("interest", ASSUMED, "count")
    def interest_days(self) -> int:
        """The days that bear interest, as the setting counts them."""
        self.rest_on_kind()
        self._rest_on_rates()
        return self._rates().days(self.day("interest_from"), self.book.on)

    @line("interest", POLICY, "rate")
    def interest_rate(self) -> int:
        """The rate of the day, percent a year with two decimals."""
        self.rest_on_kind()
        return self.number(self._series())

    @line("interest", POLICY)
    def interest_to_date(self) -> int:
        """Simple interest on the principal up to today, each day at its own rate, rounded down."""
        self._rest_on_rates()
        rates, since = self._rates(), self.day("interest_from")
        return self.figure("principal_due") * rates.weight(since, self.book.on) // rates.whole

    @line("interest", POLICY)
    def total_to_date(self) -> int:
        """The principal and its interest up to today."""
        return self.figure("principal_due") + self.interest_to_date

    @line("interest", ASSUMED, "count")
    def plan_instalments(self) -> int:
        """How many instalments the plan takes with the interest, at the rate of today."""
        return self._found().instalments

    @line("interest", ASSUMED)
    def plan_interest(self) -> int:
        """All interest until the last instalment, at the rate of today."""
        return self._found().interest

    @line("interest", ASSUMED)
    def plan_total(self) -> int:
        """All that is paid."""
        return self.figure("principal_due") + self.plan_interest

    def left_out(self) -> frozenset[str]:
        """Without a rate nothing is worked out; without an instalment there is no plan."""
        if not self._has_rate():
            return frozenset((*_NO_RATE, *_PLAN))
        return frozenset(() if self._paid_off() else _PLAN)

    def advice(self) -> tuple[Advice, ...]:
        """Whether interest runs at all, and whether the instalment ends the debt."""
        if not self.bears_interest:
            return (Advice("interest_none", "interest"),)
        if not self._has_rate():
            return (Advice("interest_rate_missing", "interest"),)
        never = self.has("monthly") and self._paid_off() is None
        ends = (Advice("plan_never_ends", "interest"),) if never else ()
        return (*ends, Advice("interest_goes_on", "interest"))

    def _series(self) -> str:
        """The name of the rate: the one of the country, or the kind's own."""
        kind = self.choice("kind")
        own = kind in self.book.names("own_rate_kinds")
        return f"interest_rate_{kind}" if own else "interest_rate"

    def _has_rate(self) -> bool:
        return self.bears_interest and isinstance(self.book.held(self._series())[0], int)

    def _rates(self) -> Rates:
        day_count = self.book.word("interest_day_count")
        return Rates.of(self.book.policy, self._series(), day_count, self.book.on)

    def _rest_on_rates(self) -> None:
        name, since = self._series(), self.day("interest_from")
        self.rest_on(self._rates().mark(self.book.policy, name, since, self.book.on), name)
        self.rest_on(self.book.held("interest_day_count")[1], "interest_day_count")

    def _paid_off(self) -> PaidOff | None:
        if not self.has("monthly"):
            return None
        since, monthly = self.day("interest_from"), self.figure("monthly")
        principal = self.figure("principal_due")
        return paid_off(self._rates(), principal, since, self.book.on, monthly)

    def _found(self) -> PaidOff:
        found = self._paid_off()
        assert found is not None, "left out otherwise"
        self._rest_on_rates()
        return found
