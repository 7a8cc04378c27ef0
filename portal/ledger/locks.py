"""Holding rows still for the length of a unit of work."""

from collections.abc import Iterable

from sqlalchemy import Table, bindparam, func, select
from sqlmodel import Session

from portal.errors import NotFound
from portal.ledger.tables import CLAIM, run
from portal.rows import among

_LOCK_NAME = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name"), 0)))


def lock(session: Session, table: Table, ids: Iterable[int]) -> None:
    """Hold rows until the end of the unit of work, in order of id so that no two wait in a ring.

    Raises NotFound when one is not there. On SQLite a unit of work already writes alone.
    """
    wanted = sorted(set(ids))
    statement = select(table.c.id).where(among(table.c.id, wanted)).order_by(table.c.id)
    if len(run(session, statement.with_for_update()).all()) != len(wanted):
        raise NotFound


def lock_name(session: Session, name: str) -> None:
    """Let one unit of work at a time do what bears this name. On SQLite one writes alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        run(session, _LOCK_NAME, {"name": name})


def lock_claims(session: Session, claim_ids: Iterable[int]) -> None:
    """Hold claims until the end of the unit of work, so that their balances stand still."""
    lock(session, CLAIM, claim_ids)
