"""By when something is due: the payment of a decision, and the next look at a running plan."""

from collections.abc import Mapping
from datetime import date

from portal.rules.arithmetic import divide_up
from portal.rules.days import months_begun, months_on, weeks_on
from portal.rules.line import LAW, POLICY, line
from portal.rules.workings.working import Advice, Asked, Working


class PaymentTerm(Working):
    """The last day to pay, and what a decision to give more time must hold (uitstel)."""

    asks = (
        Asked("notified_on", "day"),
        Asked("postpone_until", "day", optional=True),
        Asked("reminded_on", "day", optional=True),
    )

    def mistakes(self) -> Mapping[str, str]:
        """More time ends after the decision; a reminder follows the term and no running delay."""
        found = {}
        if self.has("postpone_until") and self.day("postpone_until") <= self.day("notified_on"):
            found["postpone_until"] = "error-until-before-decision"
        if self.has("reminded_on") and self.day("reminded_on").toordinal() <= self._last_pay_day:
            found["reminded_on"] = "error-reminder-too-early"
        return found

    def left_out(self) -> frozenset[str]:
        """What was not filled in."""
        about = {"postpone_until": "pay_after_delay", "reminded_on": "pay_after_reminder"}
        return frozenset(shown for name, shown in about.items() if not self.has(name))

    @line("pay_term", LAW, "day")
    def pay_by(self) -> int:
        """The last day to pay after the decision was made known."""
        return weeks_on(self.day("notified_on"), self.number("payment_weeks")).toordinal()

    @line("postponement", LAW, "day")
    def pay_after_delay(self) -> int:
        """The last day of the time that was given."""
        return self.day("postpone_until").toordinal()

    @line("reminder", LAW, "day")
    def pay_after_reminder(self) -> int:
        """The last day to pay after a reminder."""
        return weeks_on(self.day("reminded_on"), self.number("reminder_weeks")).toordinal()

    @property
    def _last_pay_day(self) -> int:
        """The last day to pay before a reminder, by its ordinal."""
        delayed = self.pay_after_delay if self.has("postpone_until") else 0
        return max(self.pay_by, delayed)

    def advice(self) -> tuple[Advice, ...]:
        """What the whole debt asks, and what a delay must say."""
        found = [Advice("term_whole", "pay_policy")]
        if self.has("postpone_until"):
            found += [
                Advice("delay_states", "postponement"),
                Advice("delay_ends", "delay_withdrawn"),
            ]
        return (*found, Advice("term_default", "pay_policy"))


class InterimReview(Working):
    """The day of the next look at a running plan (tussentijdse beoordeling)."""

    asks = (
        Asked("known_on", "day"),
        Asked("reviewed_on", "day", optional=True),
        Asked("new_signal_on", "day", optional=True),
    )

    def mistakes(self) -> Mapping[str, str]:
        """A look and a signal come after the recovery was made known."""
        names = ("reviewed_on", "new_signal_on")
        early = [n for n in names if self.has(n) and self.day(n) < self.day("known_on")]
        return dict.fromkeys(early, "error-before-known")

    def left_out(self) -> frozenset[str]:
        """The signal, when none came since the last look."""
        return frozenset(() if self._has_new_signal() else ("review_signal",))

    @line("review", POLICY, "day")
    def review_from(self) -> int:
        """The last look, or without one the day the recovery was made known."""
        name = "reviewed_on" if self.has("reviewed_on") else "known_on"
        return self.day(name).toordinal()

    @line("review", POLICY, "day")
    def review_regular(self) -> int:
        """So many months later."""
        return months_on(self._start, self.number("review_months")).toordinal()

    @line("review", POLICY, "day")
    def review_signal(self) -> int:
        """The day of a signal since then."""
        return self.day("new_signal_on").toordinal()

    @line("review", POLICY, "day")
    def review_next(self) -> int:
        """The sooner of the two."""
        regular = self.review_regular
        return min(regular, self.review_signal) if self._has_new_signal() else regular

    @line("remission", POLICY, "day")
    def review_yearly(self) -> int:
        """The next yearly look at remission, from today on."""
        each = self.number("remission_check_months")
        rounds = max(1, divide_up(months_begun(self._start, self.book.on), each))
        return months_on(self._start, each * rounds).toordinal()

    def advice(self) -> tuple[Advice, ...]:
        """Now or later, and what the look is about."""
        is_due = self.review_next <= self.book.on.toordinal()
        found = [Advice("review_due" if is_due else "review_waits", "review")]
        if self._has_new_signal():
            found.append(Advice("review_at_signal", "review"))
        return (*found, Advice("review_areas", "review"), Advice("review_may", "review"))

    @property
    def _start(self) -> date:
        return date.fromordinal(self.review_from)

    def _has_new_signal(self) -> bool:
        found = self.has("new_signal_on")
        return found and self.day("new_signal_on").toordinal() > self.review_from
