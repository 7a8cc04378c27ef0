"""The municipality as a process that runs for long knows it: looked at anew now and then.

A value is signed on a day before its first one, with some time to spare, so one look on each day
is enough for every answer of that day; the looks between only keep pages fresh.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.exc import DBAPIError

from portal.adopting.overlay import town_in
from portal.db import Database
from portal.municipality import Municipality, load

AGAIN = timedelta(seconds=30)


@dataclass(frozen=True)
class _Seen:
    town: Municipality
    on: date | None = None
    at: datetime | None = None


class CurrentTown:
    """One municipality of one database, shared by the threads of a process."""

    def __init__(self, database: Database, base: Municipality) -> None:
        """Nothing is read before the first look."""
        self._database, self._base = database, base
        self._seen = _Seen(base)

    def on(self, day: date, now: datetime) -> Municipality:
        """Return it with what was adopted. With the database away: as it was seen last."""
        seen = self._seen
        is_fresh = seen.at is not None and abs(now - seen.at) < AGAIN
        if seen.on == day and is_fresh:
            return seen.town
        try:
            with self._database.reading() as session:
                seen = _Seen(town_in(session, self._base), day, now)
        except DBAPIError:
            seen = _Seen(seen.town, seen.on, now)
        self._seen = seen
        return seen.town

    def forget(self) -> None:
        """Look again at the next chance: something was just signed or taken back here."""
        self._seen = _Seen(self._seen.town)


def town_of(database: Database, name: str) -> Municipality:
    """Return the municipality of this name with what its database adopted. Raises NotFound."""
    with database.reading() as session:
        return town_in(session, load(name))
