"""Half of the rest paid at once, the other half let go: what that comes to, and what is left.

Participatiewet art. 58 lid 7 onder d: a municipality may let the rest go when at least half of it
is paid in one go. A person says yes first, and a person lets go after the money came in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.ledger.claims import ClaimView
from portal.municipality import Municipality
from portal.rules.arithmetic import divide_up
from portal.rules.policy import book

PERCENT = "half_payment_percent"
_WHOLE = 100


@dataclass(frozen=True)
class Halves:
    """What is paid and what is let go then. Amounts are minor units."""

    balance: int
    pay: int
    let_go: int


def halves(town: Municipality, views: Sequence[ClaimView], on: date) -> Halves:
    """Return what is to be paid at once for these claims; a rest of a cent goes up."""
    balance = sum(view.balance for view in views if view.takes_money)
    pay = divide_up(balance * book(town.policy, on).number(PERCENT), _WHOLE)
    return Halves(balance, pay, balance - pay)
