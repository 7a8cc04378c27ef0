"""The night looks at the time bar: warns staff ahead of it, and stops what is too old to collect.

A claim that is too old is put forward to be written off, which two people decide.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

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
    values, done = book(night.town.policy, night.on), 0
    for claim in _near(session, night.on, values, chunk):
        if claim.bar_on <= night.on:
            done += _put_forward(session, claim, night.on)
        elif reason := _warning(values, claim.bar_on, night.on):
            done += _warn(session, claim, reason, night.on)
    return done


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


def _warn(session: Session, claim: _Near, reason: str, on: date) -> int:
    """Put the warning on the list once; it takes the place of earlier ones."""
    key = f"{TIMED}:{claim.id}:{claim.bar_on}:{reason}"
    if not _propose(session, claim, key, TIMED, reason, on, signatures=1):
        return 0
    for earlier, _ in waiting(session, [TIMED], claim.id, claim.id):
        if earlier.reason != reason:
            off(session, earlier)
    return 1


def _put_forward(session: Session, claim: _Near, on: date) -> int:
    """Propose that a claim too old to collect is written off; warnings are of no use now."""
    key = f"write-off:{claim.id}:time_barred:{claim.bar_on}"
    if not _propose(session, claim, key, "write-off", "time_barred", on, signatures=2):
        return 0
    for warning, _ in waiting(session, [TIMED], claim.id, claim.id):
        off(session, warning)
    return 1


def _propose(
    session: Session, claim: _Near, key: str, kind: str, reason: str, on: date, *, signatures: int
) -> bool:
    return proposals.propose(
        session,
        key=key,
        kind=kind,
        reason=reason,
        made_on=on,
        claim_id=claim.id,
        detail={"time_bar_on": claim.bar_on.isoformat(), "balance": claim.balance},
        signatures=signatures,
    )


STEP = Step("time-bar", CLAIM, look)
