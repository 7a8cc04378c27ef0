"""Days as the command line takes them: typed, or today in the municipality's country."""

from datetime import UTC, date, datetime
from typing import Any

import click

from portal.clock import day_in
from portal.municipality import load


class _Day(click.DateTime):
    """A day, typed as 2026-11-21."""

    def convert(self, *typed: Any) -> Any:  # noqa: ANN401  (as the library has it)
        """Return the day. Raises BadParameter."""
        return super().convert(*typed).date()


DAY = _Day(["%Y-%m-%d"])


def today_in(municipality: str) -> date:
    """Return what day it is in a municipality."""
    return day_in(load(municipality).country, datetime.now(UTC))
