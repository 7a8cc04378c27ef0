"""In which order one payment for several claims is set against them, where the payer named none.

The municipality's setting says which orders count: what spares the debtor tax comes first, then
what is oldest, and a fine comes last.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

ORDERS = ("taxed_this_year", "oldest", "fine_last")
"""The orders a setting can name. Nothing named: in the order the claims fell due."""


@dataclass(frozen=True)
class Owed:
    """What the order looks at."""

    ref: str
    kind: str
    arose_on: date
    due_on: date
    is_fine: bool


def in_order(
    claims: Iterable[Owed], orders: Collection[str], taxed_kinds: Collection[str], on: date
) -> list[str]:
    """Return the claims by their references, what is paid first in front.

    A claim of a taxed kind that arose in the year of `on` comes first: paid within that year, no
    tax is added to it.
    """

    def place(claim: Owed) -> tuple[bool, bool, date, date, str]:
        is_taxed = claim.kind in taxed_kinds and claim.arose_on.year == on.year
        return (
            "fine_last" in orders and claim.is_fine,
            not ("taxed_this_year" in orders and is_taxed),
            claim.arose_on if "oldest" in orders else date.min,
            claim.due_on,
            claim.ref,
        )

    return [claim.ref for claim in sorted(claims, key=place)]
