"""What interest a plan costs: a plan does not stop interest, so its instalments carry it.

Each payment covers the interest so far first, then the principal of one claim after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.rules.days import months_on
from portal.rules.interest import Rates

LONGEST = 1200
"""Instalments after which a plan counts as one that never ends."""


@dataclass(frozen=True)
class Bearing:
    """One claim of a plan, in minor units."""

    principal: int
    side: int = 0
    """Its fees and the interest so far."""
    rates: Rates | None = None
    """None where it bears no interest."""


@dataclass(frozen=True)
class Forecast:
    """What is expected of a plan, in minor units."""

    interest: int
    """Interest from today up to the last instalment."""
    left: int
    """What is still owed after the last instalment: it makes the plan longer."""


@dataclass
class _Open:
    """A claim while it is paid off. `owed` is interest times the whole of its rates."""

    principal: int
    side: int
    rates: Rates | None
    owed: int = 0

    def run(self, start: date, end: date) -> int:
        """Let interest run from a day up to another; return what falls due, in minor units."""
        if self.rates is None or end <= start:
            return 0
        self.owed += self.principal * self.rates.weight(start, end)
        due, self.owed = divmod(self.owed, self.rates.whole)
        self.side += due
        return due

    def pay(self, amount: int) -> int:
        """Take so much off, interest and fees first; return what it did not need."""
        to_side = min(self.side, amount)
        to_principal = min(self.principal, amount - to_side)
        self.side -= to_side
        self.principal -= to_principal
        return amount - to_side - to_principal


def forecast(
    claims: Sequence[Bearing], on: date, instalments: Sequence[tuple[date, int]]
) -> Forecast:
    """Run a plan ahead from today, at the rates that are known today."""
    debts = [_Open(claim.principal, claim.side, claim.rates) for claim in claims]
    interest, day = 0, on
    for due_on, amount in instalments:
        interest += sum(debt.run(day, due_on) for debt in debts)
        day, left = max(day, due_on), amount
        for debt in debts:
            left = debt.pay(left)
    return Forecast(interest, sum(debt.principal + debt.side for debt in debts))


@dataclass(frozen=True)
class PaidOff:
    """How many instalments a claim takes, and the interest until the last one, in minor units."""

    instalments: int
    interest: int


def paid_off(rates: Rates, principal: int, since: date, on: date, monthly: int) -> PaidOff | None:
    """Pay so much each month from a month after `on`; None when that would never end.

    Each payment covers the interest so far first. Interest is summed exactly and cut once a
    payment, down to whole minor units.
    """
    left, owed, paid_interest, day = principal, principal * rates.weight(since, on), 0, on
    for number in range(1, LONGEST + 1):
        until = months_on(on, number)
        owed += left * rates.weight(day, until)
        day = until
        to_interest = min(monthly, owed // rates.whole)
        owed -= to_interest * rates.whole
        paid_interest += to_interest
        left -= min(monthly - to_interest, left)
        if not left and owed < rates.whole:
            return PaidOff(number, paid_interest)
    return None
