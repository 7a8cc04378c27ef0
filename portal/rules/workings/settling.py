"""Ways to settle a debt at once or with help: half of the rest paid, a debt arrangement."""

from collections.abc import Mapping

from portal.rules.arithmetic import at_least, divide_up
from portal.rules.line import LAW, line
from portal.rules.workings.working import Advice, Asked, Working


class HalfPayment(Working):
    """Half of the rest paid in one go, and the other half let go after it came in."""

    asks = (
        Asked("offer_on", "day"),
        Asked("balance", "money"),
        Asked("is_fine", "yes"),
        Asked("received", "money", optional=True),
    )

    def mistakes(self) -> Mapping[str, str]:
        """Nobody pays more than is owed."""
        above = self.figure("received") > self.figure("balance")
        return {"received": "error-above-balance"} if above else {}

    def left_out(self) -> frozenset[str]:
        """Nothing is settled for a fine; nothing is short before something came in."""
        if self.says("is_fine"):
            return frozenset(("half_to_pay", "half_short", "half_let_go"))
        return frozenset(() if self.has("received") else ("half_short",))

    @line("half_payment", LAW, "day")
    def half_offered_on(self) -> int:
        """The day of the offer."""
        return self.day("offer_on").toordinal()

    @line("half_payment", LAW)
    def half_balance(self) -> int:
        """What was owed on that day."""
        return self.figure("balance")

    @line("half_payment", LAW)
    def half_to_pay(self) -> int:
        """The least to pay in one go; a rest of a cent goes up."""
        return divide_up(self.half_balance * self.percent("half_payment_percent"), 100)

    @line("half_payment", LAW)
    def half_short(self) -> int:
        """What is missing of it."""
        return at_least(self.half_to_pay - self.figure("received"), 0)

    @line("half_payment", LAW)
    def half_let_go(self) -> int:
        """What can be let go once it came in."""
        return self.half_balance - at_least(self.figure("received"), self.half_to_pay)

    def advice(self) -> tuple[Advice, ...]:
        """Not for fines; else an offer, or a settlement to approve."""
        if self.says("is_fine"):
            return (Advice("half_not_for_fines", "fine"),)
        if not self.has("received"):
            return (Advice("half_offer", "half_payment"),)
        code = "half_too_little" if self.half_short else "half_approve"
        return (Advice(code, "half_payment"),)


class DebtArrangement(Working):
    """Whether the municipality takes part in an arrangement with all creditors (schuldregeling)."""

    asks = (
        Asked("debt_cause", "one_of", ("none", "information_breach", "intent")),
        Asked("fined_or_reported", "yes"),
        Asked("ends_in_remission", "yes"),
    )

    @line("arrangement_closed", LAW, "yes")
    def arrangement_is_closed(self) -> int:
        """Closed by law: intent or gross fault, a fine or a report, and remission at its end."""
        intent = self.choice("debt_cause") == "intent"
        return int(intent and self.says("fined_or_reported") and self.says("ends_in_remission"))

    def advice(self) -> tuple[Advice, ...]:
        """Take part; weigh after intent; or what the law closes. Collection waits meanwhile."""
        waits = Advice("arrangement_pause", "arrangement")
        if self.arrangement_is_closed:
            closed = Advice("arrangement_closed", "arrangement_closed")
            return (closed, Advice("extra_legal", "arrangement_closed"), waits)
        if self.choice("debt_cause") == "intent":
            return (Advice("arrangement_weigh", "arrangement"), waits)
        return (Advice("arrangement_cooperate", "arrangement"), waits)
