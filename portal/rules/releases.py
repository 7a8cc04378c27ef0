"""Which rules were released on which day: a list that only grows; decisions rest on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portal.rules.days import ONE_DAY
from portal.rules.policy import Policy, book


@dataclass(frozen=True)
class Release:
    """From this day on these rules held, up to the day of the next release."""

    day: date
    policy: str
    """Its id and version, with a stroke between."""
    hash: str

    def __str__(self) -> str:
        """Return it as a row of the list."""
        return f"{self.day}  {self.policy}  {self.hash}"


def read_releases(written: str) -> tuple[Release, ...]:
    """Read the rows of a list; lines that begin with # are for people."""
    rows = [line.split() for line in written.splitlines() if line and not line.startswith("#")]
    return tuple(Release(date.fromisoformat(day), policy, kept) for day, policy, kept in rows)


def released_on(policy: Policy, day: date) -> Release:
    """Return what holds on a day, as the list keeps it. Raises NoValue."""
    return Release(day, f"{policy.id}/{policy.version}", book(policy, day).hash)


def changes(policy: Policy) -> list[date]:
    """Return the days on which a value of the policy changes or becomes an assumption."""
    days = {policy.first_day}
    for series in (*policy.settings.values(), *policy.amounts.values()):
        days |= {entry.start for entry in series}
        days |= {entry.changes_on for entry in series if entry.changes_on}
    if policy.until:
        days.add(policy.until + ONE_DAY)
    return sorted(day for day in days if day >= policy.first_day)


def faults(policy: Policy, released: tuple[Release, ...]) -> Iterator[str]:
    """Say what is no longer as it was released: an edit, or a change that begins in the past."""
    if not released:
        yield "nothing was released yet"
        return
    first, last = released[0].day, released[-1].day
    for row in released:
        now = released_on(policy, row.day)
        if now != row:
            yield f"{row.day}: released as {row.policy} {row.hash}, is now {now.policy} {now.hash}"
    for day in sorted({day for day in changes(policy) if first <= day <= last}):
        if day not in {row.day for row in released}:
            yield f"{day}: a change begins here, and rules up to {last} were released without it"


def new_releases(policy: Policy, released: tuple[Release, ...], today: date) -> tuple[Release, ...]:
    """Return the rows to add: every change since the last release, and today."""
    days = {*changes(policy), today}
    last = released[-1].day if released else date.min
    return tuple(released_on(policy, day) for day in sorted(days) if last < day <= today)
