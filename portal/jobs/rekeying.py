"""Moving all that lies under keys of before to the newest ones, while the portal is in use."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from portal.db import Database
from portal.ledger.origin.models import Registration
from portal.people import rekeying
from portal.people.rekeying import Batch, Change
from portal.sealing import sealer


@dataclass(frozen=True)
class Moved:
    """How much moved, and what could not."""

    people: int
    numbers: int
    twice: tuple[str, ...]
    """References of people who are here a second time, under the newest key already."""
    shut: tuple[str, ...]
    """References of people whose number no key opens."""


def rotate(database: Database, key: str, vault_keys: str) -> Moved:
    """Move digests of identity numbers, then the sealed numbers. Killed half-way, run it again."""
    _kept_elsewhere(database, lambda kept: rekeying.widened(kept, key))
    people, twice = _all(database, lambda work, after: rekeying.index_batch(work, key, after))
    if not twice:
        _kept_elsewhere(database, rekeying.narrowed)
    own = sealer(vault_keys)
    numbers, shut = (
        _all(database, lambda work, after: rekeying.vault_batch(work, own, after))
        if own is not None
        else (0, ())
    )
    return Moved(people, numbers, twice, shut)


def _all(database: Database, batch: Callable[[Session, int], Batch]) -> tuple[int, tuple[str, ...]]:
    """Work off batches until none is left, each in a unit of work of its own."""
    done, after = 0, 0
    stuck: list[str] = []
    while True:
        with database.unit_of_work() as session:
            one = batch(session, after)
        if not one.last:
            return done, tuple(stuck)
        done, after = done + one.done, one.last
        stuck += one.stuck


def _kept_elsewhere(database: Database, change: Change) -> None:
    """Change the digests in bills that are being filled in and in asks to act for somebody."""
    with database.unit_of_work() as session:
        rekeying.asks(session, change)
        found = select(Registration).where(Registration.state == "draft").with_for_update()
        for draft in session.exec(found.order_by(col(Registration.id))).all():
            fresh = _changed(draft.content, change)
            if fresh != draft.content:
                draft.content = fresh


def _changed(content: Any, change: Change) -> Any:  # noqa: ANN401  (JSON)
    if isinstance(content, list):
        return [_changed(one, change) for one in content]
    if not isinstance(content, dict):
        return content
    return {
        name: change(told) if name == "digest" and told else _changed(told, change)
        for name, told in content.items()
    }
