"""Working a trial off, part by part: each part is a sign of life and a chance to be stopped."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import or_
from sqlmodel import SQLModel, col, select

from portal.db import Database
from portal.ledger.tables import run
from portal.municipality import Municipality
from portal.rules.offers import Offers, People, offers
from portal.rules.policy import Policy
from portal.simulate.caseload import Caseload, synthetic
from portal.simulate.compare import compared
from portal.simulate.records import recorded
from portal.simulate.trials.choices import tried
from portal.simulate.trials.figures import kept, told_why
from portal.simulate.trials.models import Trial

PART = 50_000
"""People worked out between two signs of life."""
LEASE = timedelta(minutes=2)
"""After so long without a sign of life another worker begins anew."""
SEED = 1
_TRIAL = SQLModel.metadata.tables["trial"]


class StoppedError(Exception):
    """Somebody stopped the trial, or another worker has it."""


def work_off(
    database: Database, town: Callable[[], Municipality], clock: Callable[[], datetime]
) -> int:
    """Work off every trial that waits; return how many were finished. `town` is asked for each."""
    done = 0
    while (row := _take(database, clock())) is not None:
        try:
            _work(Trying(database, row, clock), town())
            done += 1
        except StoppedError:
            continue
        except Exception:
            _fail(database, row)
            raise
    return done


def _take(database: Database, now: datetime) -> Trial | None:
    """Take the oldest trial that waits, or whose worker is gone; of two workers one gets it."""
    waits = or_(
        col(Trial.state) == "waiting",
        (col(Trial.state) == "running") & (col(Trial.alive_at) < now - LEASE),
    )
    oldest = select(Trial).where(waits).order_by(col(Trial.id)).limit(1)
    with database.reading() as session:
        if session.exec(oldest).first() is None:
            return None
    with database.unit_of_work() as session:
        row = session.exec(oldest.with_for_update(skip_locked=True)).first()
        if row is not None:
            row.state, row.alive_at, row.parts, row.parts_done = "running", now, 1, 0
            session.add(row)
        return row


class Trying:
    """One trial in hand: its row, and how far it is."""

    def __init__(self, database: Database, row: Trial, clock: Callable[[], datetime]) -> None:
        self.database, self.row, self.clock = database, row, clock
        self.parts, self.done = 1, 0
        self._alive_at = row.alive_at

    def part_done(self, parts: int | None = None) -> None:
        """Tell how far it is. Raises StoppedError when the row is gone or another's."""
        self.parts, self.done = parts or self.parts, self.done + 1
        self.tell({"parts": self.parts, "parts_done": self.done, "alive_at": self.clock()})

    def tell(self, news: dict[str, Any]) -> None:
        """Change the row, while it is this worker's. Raises StoppedError."""
        ours = (
            _TRIAL.c.id == self.row.id,
            _TRIAL.c.state == "running",
            _TRIAL.c.alive_at == self._alive_at,
        )
        with self.database.unit_of_work() as session:
            changed = run(session, _TRIAL.update().where(*ours).values(**news))
        if not changed.rowcount:
            raise StoppedError
        self._alive_at = news.get("alive_at", self._alive_at)


def _work(trying: Trying, town: Municipality) -> None:
    row = trying.row
    policies = [town.policy, *(tried(town, row.name, one, row.held_on) for one in row.written)]
    caseload = _caseload(trying, town)
    parts = 1 + len(policies) * -(-len(caseload) // PART)
    trying.part_done(parts)
    least = town.terms.number("trial_least_people", row.held_on) if row.source == "records" else 1
    result = {
        "people": len(caseload),
        "left_out": caseload.left_out,
        "why_left_out": told_why(caseload.why_left_out, least),
        "least": least,
        "minutes": town.terms.number("decision_minutes", row.held_on),
        "variants": _variants(caseload, policies, trying, least),
    }
    now = trying.clock()
    trying.tell({"state": "done", "finished_at": now, "result": result, "parts_done": parts})


def _variants(
    caseload: Caseload, policies: list[Policy], trying: Trying, least: int
) -> list[dict[str, Any]]:
    """Return the figures of each variant against the first policy; none where nobody owes."""
    if not len(caseload):
        return []
    before, *after = [_answers(caseload.people, policy, trying) for policy in policies]
    return [kept(compared(caseload, before, found), least) for found in after]


def _caseload(trying: Trying, town: Municipality) -> Caseload:
    row = trying.row
    if row.source == "synthetic":
        return synthetic(town, row.held_on, row.people, SEED)
    with trying.database.reading() as session:
        return recorded(session, town, row.held_on)


def _answers(people: People, policy: Policy, trying: Trying) -> Offers:
    found = []
    for start in range(0, len(people), PART):
        some = people.rows(slice(start, start + PART))
        found.append(offers(some, policy))
        trying.part_done()
    capacity = np.concatenate([one.capacity for one in found])
    return Offers(capacity, np.concatenate([one.monthly for one in found]))


def _fail(database: Database, row: Trial) -> None:
    with database.unit_of_work() as session:
        ours = (_TRIAL.c.id == row.id, _TRIAL.c.state == "running")
        run(session, _TRIAL.update().where(*ours).values(state="failed"))
