"""Days as the command line takes them: typed, or today in the municipality's country."""

from datetime import UTC, date, datetime
from typing import Any

import click

from portal.clock import day_in
from portal.errors import BadFile
from portal.municipality import Municipality, load, not_begun


class _Day(click.DateTime):
    """A day, typed as 2026-11-21."""

    def convert(self, *typed: Any) -> Any:  # noqa: ANN401  (as the library has it)
        """Return the day. Raises BadParameter."""
        return super().convert(*typed).date()


DAY = _Day(["%Y-%m-%d"])


def day_asked(town: Municipality, on: date | None, now: datetime) -> date:
    """Return the day that was typed, else today there.

    Raises BadFile for one before all rules, or before a term that is needed.
    """
    day = on or day_in(town.country, now)
    if day < town.policy.first_day:
        raise BadFile([f"the policy begins on {town.policy.first_day}: {day} is before that"])
    if late := not_begun(town, day):
        raise BadFile(late)
    return day


def today_in(municipality: str) -> date:
    """Return what day it is in a municipality."""
    return day_in(load(municipality).country, datetime.now(UTC))
