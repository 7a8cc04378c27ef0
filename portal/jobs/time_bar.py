"""The night looks at the time bar: warns staff ahead of it, and stops what is too old to collect.

A claim that is too old is put forward to be written off, which two people decide.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select
from sqlmodel import Session

from portal.jobs.night import Chunk, Night, Step
from portal.jobs.overtaken import TIMED, off, waiting
from portal.ledger import balances, proposals
from portal.ledger.tables import CLAIM, run
from portal.rules.days import months_on
from portal.rules.policy import Rulebook, book

WARNINGS = (
    ("time-bar-last", "time_bar_last_warning"),
    ("time-bar-next", "time_bar_next_warning"),
    ("time-bar-first", "time_bar_first_warning"),
)
"""The reason of each warning and the setting that holds its months; the most urgent first."""
_SLACK = timedelta(days=3)
"""Months differ in length: rows are read a little wider, and judged one by one."""


@dataclass(frozen=True)
class _Near:
    """A claim near its bar, or past it, with what is left of it in minor units."""

    id: int
    bar_on: date
    balance: int


def look(session: Session, night: Night, chunk: Chunk) -> int:
    """Put claims near their bar and claims past it before people; say how many are new."""
    values = book(night.town.policy, night.on)
    near = _near(session, night.on, values, chunk)
    found = [new for claim in near if (new := _put_forward(claim, values, night.on))]
    known = proposals.known(session, (new.key for new in found))
    fresh = {new.claim_id: new for new in found if new.key not in known}
    if fresh:
        proposals.propose_all(session, fresh.values())
        for warning, claim in waiting(session, [TIMED], chunk.first, chunk.last):
            # A warning takes the place of earlier ones; of a claim too old none is of use.
            if claim.id in fresh and warning.key != fresh[claim.id].key:
                off(session, warning)
    return len(fresh)


def _near(session: Session, on: date, values: Rulebook, chunk: Chunk) -> Iterator[_Near]:
    """The claims of the chunk that are owed here and whose bar is near or past."""
    limit = months_on(on, values.number("time_bar_first_warning")) + _SLACK
    found = select(CLAIM.c.id, CLAIM.c.time_bar_on).where(
        CLAIM.c.id.between(chunk.first, chunk.last),
        CLAIM.c.time_bar_on <= limit,
        CLAIM.c.stage != "transferred",
    )
    bars = {row.id: row.time_bar_on for row in run(session, found)}
    owed = balances.of_claims(session, bars)
    yield from (
        _Near(claim, bar_on, owed[claim].total)
        for claim, bar_on in bars.items()
        if owed[claim].total
    )


def _warning(values: Rulebook, bar_on: date, on: date) -> str | None:
    """The most urgent warning whose day has come."""
    for reason, setting in WARNINGS:
        if months_on(bar_on, -values.number(setting)) <= on:
            return reason
    return None


def _put_forward(claim: _Near, values: Rulebook, on: date) -> proposals.New | None:
    """What to put before people, once for each bar: letting it go when it is past, or a warning."""
    detail = {"time_bar_on": claim.bar_on.isoformat(), "balance": claim.balance}
    new = partial(proposals.New, made_on=on, claim_id=claim.id, detail=detail)
    if claim.bar_on <= on:
        return new(
            f"write-off:{claim.id}:time_barred:{claim.bar_on}",
            "write-off",
            "time_barred",
            signatures=2,
        )
    reason = _warning(values, claim.bar_on, on)
    return new(f"{TIMED}:{claim.id}:{claim.bar_on}:{reason}", TIMED, reason) if reason else None


STEP = Step("time-bar", CLAIM, look)
