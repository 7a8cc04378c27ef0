"""What interest a claim comes to through a day: pure, from its principal through time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.municipality import Municipality
from portal.rules.interest import Rates
from portal.rules.policy import Policy, book

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Change:
    """What was added to the principal on a day, in minor units; less than 0 for a payment."""

    on: date
    amount: int


def rates_of(town: Municipality, kind: str, on: date) -> Rates | None:
    """Return the rates of a kind as they are known on a day; None where none is, or none runs."""
    if not town.claim_kind(kind, on).interest:
        return None
    values = book(town.policy, on)
    name = series_of(town.policy, kind, on)
    if not isinstance(values.held(name)[0], int):
        return None
    return Rates.of(town.policy, name, values.word("interest_day_count"), on)


def series_of(policy: Policy, kind: str, on: date) -> str:
    """Return the name of the rate: the one of the country, or the kind's own."""
    own = kind in book(policy, on).names("own_rate_kinds")
    return f"interest_rate_{kind}" if own else "interest_rate"


def interest_through(rates: Rates, due_on: date, changes: Iterable[Change], through: date) -> int:
    """Return all interest from the day after the last day to pay, a day included, rounded down.

    Each day bears interest on what was open when it began: money counts from the day after it came.
    """
    start = max(due_on + _DAY, rates.first_day)
    end = through + _DAY
    ordered = sorted(changes, key=lambda change: change.on)
    return _weighed(rates, start, end, ordered) // rates.whole


def _weighed(rates: Rates, start: date, end: date, changes: Sequence[Change]) -> int:
    """The sum of principal, days and rate."""
    day, principal, sum_so_far = start, 0, 0
    for change in changes:
        counts_from = min(max(change.on + _DAY, start), end)
        if counts_from > day:
            sum_so_far += max(principal, 0) * rates.weight(day, counts_from)
            day = counts_from
        principal += change.amount
    return sum_so_far + (max(principal, 0) * rates.weight(day, end) if end > day else 0)
