"""The days on which banks are closed, worked out with a library that knows the holidays.

`python -m portal.ledger.closed_days` writes them for the years a portal meets: the library loads
the holidays of every country there is, and a page needs those of two.
"""

import json
import sys
from datetime import date, timedelta

import holidays

YEARS = range(2010, 2061)
COUNTRIES = ("DK", "NL")
_SUNDAY = 6
_DK_CLOSED = {(6, 5), (12, 24), (12, 31)}
"""Danish banks close on these days (month, day), which are no public holidays."""


def of(country: str, year: int) -> frozenset[date]:
    """Return the days of this year, in `NL` or `DK`, weekends aside."""
    public = set(holidays.country_holidays(country, years=year))
    banks = {"NL": _dutch_banks, "DK": _danish_banks}[country]
    return frozenset(public | banks(year, public))


def _dutch_banks(year: int, _public: set[date]) -> set[date]:
    """The days on which the euro payment system is closed."""
    return set(holidays.financial_holidays("ECB", years=year))


def _danish_banks(year: int, public: set[date]) -> set[date]:
    """Fixed closing days, and the Friday after Ascension, 40 days after Easter."""
    easter = min(day for day in public if day.month in (3, 4) and day.weekday() == _SUNDAY)
    return {date(year, month, day) for month, day in _DK_CLOSED} | {easter + timedelta(days=40)}


def table() -> str:
    """Return all of them as JSON: days as `MM-DD`, by country and year."""
    found = {
        country: {
            str(year): [f"{day:%m-%d}" for day in sorted(of(country, year))] for year in YEARS
        }
        for country in COUNTRIES
    }
    lines = (
        f"{json.dumps(country)}: {{\n"
        + ",\n".join(f"{json.dumps(year)}: {json.dumps(days)}" for year, days in years.items())
        + "\n}"
        for country, years in found.items()
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    sys.stdout.write(table())
