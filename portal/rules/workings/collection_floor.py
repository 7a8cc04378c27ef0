"""The floor of collection: a bill below it is not worth sending."""

from portal.rules.line import POLICY, line
from portal.rules.workings.working import Advice, Asked, Working


class CollectionFloor(Working):
    """Whether a bill is large enough to be collected."""

    asks = (Asked("bill", "money"),)

    @line("collection_limit", POLICY)
    def bill_amount(self) -> int:
        """The amount of the bill."""
        return self.figure("bill")

    @line("collection_limit", POLICY)
    def bill_floor(self) -> int:
        """The smallest amount that is collected."""
        return self.number("collection_floor")

    @line("collection_limit", POLICY, "yes")
    def is_collected(self) -> int:
        """Whether the bill reaches it; exactly that amount does."""
        return int(self.bill_amount >= self.bill_floor)

    def advice(self) -> tuple[Advice, ...]:
        """Send the bill, or leave it."""
        code = "bill_collected" if self.is_collected else "bill_not_collected"
        return (Advice(code, "collection_limit"),)
