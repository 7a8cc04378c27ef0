"""The time bar (verjaring, forældelse): until when a claim can be collected, and what restarts it.

Years, acts and bases are settings, so each municipality has those of its own law.
"""

from collections.abc import Mapping
from datetime import date

from portal.rules.days import months_on, years_on
from portal.rules.limitation import Act, Running, act_of, after, first, is_firm
from portal.rules.line import LAW, POLICY, line
from portal.rules.policy import Rulebook
from portal.rules.workings.working import Advice, Asked, Fact, Working

BASES = ("ordinary", "instrument", "judgment", "settlement")
ACTS = (
    "none",
    "reminder",
    "acknowledgement",
    "set_off",
    "wage_withholding",
    "attachment",
    "writ",
)


class TimeBar(Working):
    """The time bar of one claim, with the last act that could interrupt it."""

    asks = (
        Asked("term_end", "day"),
        Asked("basis", "one_of", BASES),
        Asked("act", "one_of", ACTS),
        Asked("act_on", "day", optional=True),
        Asked("earlier_act_on", "day", optional=True),
        Asked("postponed_days", "count", optional=True),
    )

    def __init__(self, facts: Mapping[str, Fact], book: Rulebook) -> None:
        super().__init__(facts, book)
        self.acted = self.choice("act") not in ("", "none")

    def mistakes(self) -> Mapping[str, str]:
        """An act has a day, and that day is not to come."""
        if self.acted and not self.has("act_on"):
            return {"act_on": "error-day-of-act"}
        days = ("act_on", "earlier_act_on")
        to_come = [name for name in days if self.has(name) and self.day(name) > self.book.on]
        return dict.fromkeys(to_come, "error-day-to-come")

    @line("time_bar", LAW, "day")
    def time_runs_from(self) -> int:
        """The day after the last day to pay, or after the act that started the time anew."""
        return self._running().last.toordinal() + 1

    @line("time_bar", LAW, "count")
    def time_bar_years(self) -> int:
        """How many years the claim lives from there."""
        return self._years(self._running().is_long)

    @line("interruption", LAW, "count")
    def days_added(self) -> int:
        """The days of postponed payment that are added."""
        days = self.figure("postponed_days")
        return days if days and self.number("time_bar_postponed") else 0

    @line("time_bar", LAW, "day")
    def time_bar_on(self) -> int:
        """The first day on which the claim can no longer be collected."""
        return self._barred(self.time_runs_from, self.time_bar_years)

    @line("time_bar", LAW, "day")
    def last_safe_day(self) -> int:
        """The last day on which an act still interrupts the time."""
        return self.time_bar_on - 1

    @line("time_bar", LAW, "day")
    def side_time_bar_on(self) -> int:
        """The same for interest and fees that belong to the claim."""
        return self._barred(self.time_runs_from, self.number("time_bar_side_years"))

    @line("time_bar", POLICY, "day")
    def first_warning_on(self) -> int:
        """The day staff are warned for the first time."""
        return self._before("time_bar_first_warning")

    @line("time_bar", POLICY, "day")
    def next_warning_on(self) -> int:
        """The day staff are warned again."""
        return self._before("time_bar_next_warning")

    @line("time_bar", POLICY, "day")
    def last_warning_on(self) -> int:
        """The day staff are warned for the last time."""
        return self._before("time_bar_last_warning")

    def left_out(self) -> frozenset[str]:
        """Days that are not added, and a day for interest that is the claim's own."""
        out = () if self.days_added else ("days_added",)
        own = self.side_time_bar_on != self.time_bar_on
        return frozenset(out if own else (*out, "side_time_bar_on"))

    def advice(self) -> tuple[Advice, ...]:
        """What the act did, and whether the claim is barred, near it, or safe."""
        return (*self._about_act(), self._state())

    def _state(self) -> Advice:
        today = self.book.on.toordinal()
        if today >= self.time_bar_on:
            return Advice("claim_barred", "time_bar")
        near = today >= self.first_warning_on
        return Advice("claim_bar_near" if near else "claim_bar_far", "time_bar")

    def _about_act(self) -> tuple[Advice, ...]:
        if not self.acted:
            return ()
        code = "act_too_late" if self._interrupts() else "act_without_effect"
        return (Advice("act_interrupts" if self._counts() else code, "interruption"),)

    def _interrupts(self) -> bool:
        """Whether this kind of act interrupts the time at all."""
        return self.choice("act") in self.book.names("time_bar_acts")

    def _counts(self) -> bool:
        """Whether the act interrupts, and came before the time was over."""
        return self.acted and self._interrupts() and self.day("act_on") < self._before_act().bar

    def _running(self) -> Running:
        """The time as it runs after all that was done."""
        before = self._before_act()
        if not self.acted:
            return before
        act = act_of(self.book, self.choice("act"), self.day("act_on"))
        return after(before, [act], self._years, self._added)

    def _before_act(self) -> Running:
        """The time from the last day to pay, or from an earlier act after it that came in time."""
        firm = is_firm(self.book, self.choice("basis"))
        running = first(self.day("term_end"), is_long=firm, years=self._years, added=self._added)
        earlier = [Act(self.day("earlier_act_on"))] if self.has("earlier_act_on") else []
        return after(running, earlier, self._years, self._added)

    def _years(self, is_long: bool) -> int:
        return self.number("time_bar_long_years" if is_long else "time_bar_years")

    def _added(self, _start: date) -> int:
        return self.days_added

    def _barred(self, start: int, years: int) -> int:
        return years_on(date.fromordinal(start), years).toordinal() + self.days_added

    def _before(self, name: str) -> int:
        bar = date.fromordinal(self.time_bar_on)
        return months_on(bar, -self.number(name)).toordinal()
