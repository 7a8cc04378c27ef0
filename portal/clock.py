"""What time it is: the real clock, or the demo's, whose date can be set."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONES = {"NL": "Europe/Amsterdam", "DK": "Europe/Copenhagen"}
"""The time zone of each country."""


def shown_in(country: str, moment: datetime) -> datetime:
    """Return a moment as the clocks of a country show it: moments are kept in UTC."""
    return moment.astimezone(ZoneInfo(ZONES[country]))


def day_in(country: str, moment: datetime) -> date:
    """Return the day it is in a country at a moment: it begins there before that of UTC."""
    return shown_in(country, moment).date()


def day_at(zone: ZoneInfo, moment: datetime) -> date:
    """Return the day it is in a time zone at a moment."""
    return moment.astimezone(zone).date()


@dataclass(frozen=True)
class RealClock:
    """The clock of this machine, in the municipality's country."""

    zone: ZoneInfo

    def now(self) -> datetime:
        """Return the present moment, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the date in the municipality's country."""
        return day_at(self.zone, self.now())


@dataclass(frozen=True)
class FixedDayClock:
    """The real time of day on a day that does not change."""

    day: date
    zone: ZoneInfo

    def now(self) -> datetime:
        """Return this time of day on the fixed day, in UTC."""
        present = datetime.now(self.zone)
        return present.replace(
            year=self.day.year, month=self.day.month, day=self.day.day
        ).astimezone(UTC)

    def today(self) -> date:
        """Return the fixed day."""
        return self.day
