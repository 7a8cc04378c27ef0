"""Up to how many months a plan is granted without a look at income."""

from portal.rules.policy import Rulebook


def short_term(book: Rulebook, debt: int) -> int:
    """Return the number of months for a debt in minor units; 0 where it is too large for that."""
    if "short_term_months" in book.policy.settings:
        return book.number("short_term_months")
    frame = book.frame("frame")
    return frame.term(debt) if 0 < debt <= frame.top else 0
