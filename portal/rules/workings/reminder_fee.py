"""What a reminder may cost, how many may go out, and from when (rykkergebyr)."""

from collections.abc import Mapping
from datetime import timedelta

from portal.rules.arithmetic import at_least, at_most
from portal.rules.line import LAW, POLICY, line
from portal.rules.workings.of_kind import KIND, OfKind
from portal.rules.workings.working import Advice, Asked


class ReminderFee(OfKind):
    """The next reminder about one claim."""

    asks = (
        KIND,
        Asked("open_balance", "money"),
        Asked("reminders_sent", "count"),
        Asked("last_reminder_on", "day", optional=True),
    )

    def mistakes(self) -> Mapping[str, str]:
        """A reminder that was sent has a day, and that day is not to come."""
        if self.figure("reminders_sent") and not self.has("last_reminder_on"):
            return {"last_reminder_on": "error-day-of-reminder"}
        if self.has("last_reminder_on") and self.day("last_reminder_on") > self.book.on:
            return {"last_reminder_on": "error-day-to-come"}
        return {}

    @line("reminder_fee", POLICY)
    def reminder_balance(self) -> int:
        """What is open on the day of the reminder."""
        return self.figure("open_balance")

    @line("reminder_fee", POLICY)
    def reminder_floor(self) -> int:
        """The smallest open balance for which a reminder is sent."""
        return self.number("reminder_floor")

    @line("reminder_law", LAW)
    def fee_cap(self) -> int:
        """The most one reminder may cost: by the law, and by the kind of claim."""
        self.rest_on_kind()
        name = "reminder_fee_distraint" if self.has_distraint else "reminder_fee_civil"
        return at_most(self.number(name), self.figure("kind_fee_cap"))

    @line("reminder_fee", POLICY, "count")
    def most_reminders(self) -> int:
        """How many reminders with a fee may go out about one claim."""
        self.rest_on_kind()
        distraint = self.has_distraint
        return self.number("most_reminders_distraint" if distraint else "most_reminders_civil")

    @line("reminder_fee", POLICY, "count")
    def reminders_left(self) -> int:
        """How many are left."""
        return at_least(self.most_reminders - self.figure("reminders_sent"), 0)

    @line("reminder_law", LAW, "day")
    def next_reminder_on(self) -> int:
        """The first day on which the next one may go out."""
        between = timedelta(days=self.number("days_between_fees"))
        return (self.day("last_reminder_on") + between).toordinal()

    @line("reminder_fee", POLICY)
    def reminder_fee(self) -> int:
        """What a reminder sent today may cost."""
        return self.fee_cap if self._may_go() else 0

    def left_out(self) -> frozenset[str]:
        """Before the first reminder there is no day to wait for; after the last one neither."""
        waits = self.has("last_reminder_on") and self.reminders_left
        return frozenset() if waits else frozenset({"next_reminder_on"})

    def advice(self) -> tuple[Advice, ...]:
        """Whether a reminder may go out today, and whether its fee lifts a small claim."""
        if self.reminder_balance < self.reminder_floor:
            return (Advice("reminder_below_floor", "reminder_fee"),)
        if not self.reminders_left:
            return (Advice("reminders_used_up", "reminder_fee"),)
        if self._is_early():
            return (Advice("reminder_too_early", "reminder_law"),)
        lifted = (Advice("fee_lifts_claim", "hand_over"),) if self._lifts() else ()
        return (*lifted, Advice("reminder_may_go", "reminder_fee"))

    def _is_early(self) -> bool:
        waits = self.has("last_reminder_on")
        return waits and self.book.on.toordinal() < self.next_reminder_on

    def _may_go(self) -> bool:
        enough = self.reminder_balance >= self.reminder_floor
        return bool(enough and self.reminders_left and not self._is_early())

    def _lifts(self) -> bool:
        """Whether the claim could be handed over with this fee, and not without it."""
        floor = self.book.number("hand_over_floor")
        return self.reminder_balance < floor <= self.reminder_balance + self.fee_cap
