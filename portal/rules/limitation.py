"""The time bar (verjaring, forældelse) of one claim, with all that started its time anew.

Each act counts only if it came before the bar as it stood then.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from portal.rules.days import ONE_DAY, years_on
from portal.rules.policy import Rulebook

Years = Callable[[bool], int]
"""How many years a claim lives: the long ones when the answer is asked with True."""
Added = Callable[[date], int]
"""How many days of more time to pay lengthen a time that runs from a day."""


@dataclass(frozen=True)
class Act:
    """Something done about a claim on a day."""

    on: date
    interrupts: bool = True
    """Whether the law lets the time start anew by it."""
    lengthens: bool = False
    """Whether the claim lives the long years from then on."""


@dataclass(frozen=True)
class Running:
    """The time of a claim as it runs."""

    last: date
    """The day before the time began: the last day to pay, or the day of the last act."""
    is_long: bool
    bar: date
    """The first day on which the claim can no longer be collected."""

    @property
    def last_safe_day(self) -> date:
        """The last day on which an act still starts the time anew."""
        return self.bar - ONE_DAY


def none_added(_start: date) -> int:
    """More time to pay that lengthens nothing."""
    return 0


def first(last: date, *, is_long: bool, years: Years, added: Added = none_added) -> Running:
    """The time that runs from the day after a day."""
    start = last + ONE_DAY
    bar = years_on(start, years(is_long))
    return Running(last, is_long, bar + timedelta(days=added(start)))


def after(
    running: Running, acts: Iterable[Act], years: Years, added: Added = none_added
) -> Running:
    """The time after these acts, taken in the order of their days."""
    for act in sorted(acts, key=lambda act: act.on):
        if act.interrupts and act.on < running.bar:
            last = max(running.last, act.on)
            running = first(
                last, is_long=running.is_long or act.lengthens, years=years, added=added
            )
    return running


def act_of(book: Rulebook, name: str, on: date) -> Act:
    """What an act of this name does, by the settings of the day."""
    is_one = name in book.names("time_bar_acts")
    return Act(on, is_one, is_one and name in book.names("time_bar_long_acts"))


def is_firm(book: Rulebook, basis: str) -> bool:
    """Whether a claim on this basis lives the long years from the start."""
    return basis in book.names("time_bar_long_bases")


def years_of(book: Rulebook) -> Years:
    """The years of the day's settings; the long ones are looked up only where they are used."""
    return lambda is_long: book.number("time_bar_long_years" if is_long else "time_bar_years")


def bar_of_bill(book: Rulebook, due_on: date, basis: str = "ordinary") -> date:
    """The first day on which a claim due then can no longer be collected, uninterrupted."""
    return first(due_on, is_long=is_firm(book, basis), years=years_of(book)).bar
