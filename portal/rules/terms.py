"""Dated terms of a municipality that change no answer of the rules, so no digest holds them.

How plans may change and how long is waited: read like the settings of a policy, each with its mark.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.rules.policy import DatedValue, Series, held_on


@dataclass(frozen=True, eq=False)
class Terms:
    """The terms by name, each through time."""

    series: Mapping[str, Series]

    def dated(self, name: str, on: date) -> DatedValue:
        """The value of a day as it stands in the data. Raises NoValue, KeyError."""
        return held_on(self.series, name, on)

    def number(self, name: str, on: date) -> int:
        """A count, an amount in minor units, or a yes or no. Raises NoValue, KeyError."""
        value = self.dated(name, on).value
        assert isinstance(value, int), name
        return value

    def word(self, name: str, on: date) -> str:
        """One name. Raises NoValue, KeyError."""
        value = self.dated(name, on).value
        assert isinstance(value, str), name
        return value

    def names(self, name: str, on: date) -> tuple[str, ...]:
        """A list of names. Raises NoValue, KeyError."""
        value = self.dated(name, on).value
        assert isinstance(value, tuple), name
        return value
