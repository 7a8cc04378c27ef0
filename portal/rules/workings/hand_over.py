"""Handing a claim over for enforcement (overdragelse): what is there, and what lacks."""

from portal.rules.arithmetic import at_least
from portal.rules.line import LAW, POLICY, line
from portal.rules.workings.of_kind import KIND, OfKind
from portal.rules.workings.working import Advice, Asked


class HandOver(OfKind):
    """One claim on its way to whoever enforces it. A person decides to hand it over."""

    asks = (
        KIND,
        Asked("principal_due", "money"),
        Asked("interest_due", "money", optional=True),
        Asked("fees_due", "money", optional=True),
        Asked("term_end", "day"),
        Asked("reminded", "yes"),
        Asked("notice_sent", "yes"),
        Asked("disputed", "yes"),
    )

    @line("hand_over", LAW)
    def hand_over_total(self) -> int:
        """The claim with its interest and fees."""
        parts = ("principal_due", "interest_due", "fees_due")
        return sum(self.figure(name) for name in parts)

    @line("hand_over", LAW)
    def hand_over_floor(self) -> int:
        """The least that the state collector takes over."""
        return self.number("hand_over_floor")

    @line("hand_over", LAW)
    def short_of_floor(self) -> int:
        """What lacks to that amount."""
        return at_least(self.hand_over_floor - self.hand_over_total, 0)

    @line("enforcement", POLICY, "day")
    def enforced_since(self) -> int:
        """The day from which this kind is enforced by who enforces it now."""
        self.rest_on_kind()
        return self.day("kind_since").toordinal()

    def left_out(self) -> frozenset[str]:
        """The floor is the state collector's own."""
        if self._is_for_state():
            return frozenset() if self.short_of_floor else frozenset({"short_of_floor"})
        return frozenset({"hand_over_floor", "short_of_floor"})

    def advice(self) -> tuple[Advice, ...]:
        """Who enforces the claim, and either what lacks or that a person may hand it over."""
        found = self._lacking() or ["hand_over_ready"]
        by = Advice(f"enforced_by_{self.choice('kind_enforcement')}", "enforcement")
        return (*(Advice(code, "hand_over") for code in found), by)

    def _lacking(self) -> list[str]:
        lacks = {
            "term_not_passed": self.book.on <= self.day("term_end"),
            "reminder_missing": not self.says("reminded"),
            "notice_missing": not self.says("notice_sent"),
            "claim_disputed": self.says("disputed"),
            "below_hand_over_floor": self._is_for_state() and self.short_of_floor,
        }
        return [code for code, does in lacks.items() if does]

    def _is_for_state(self) -> bool:
        return self.choice("kind_enforcement") == "state"
