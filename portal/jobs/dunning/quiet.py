"""Claims that are left in peace: nothing may get worse for them, or money is on its way."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from portal.jobs.standstill import stands_still
from portal.ledger.on_its_way import is_on_its_way
from portal.ledger.tables import CLAIM, run
from portal.rows import among


def is_quiet(on: date) -> ColumnElement[bool]:
    """Whether nothing is sent about a claim on this day, as a condition on rows of the claims."""
    return stands_still(on) | is_on_its_way(on)


def quiet_claims(session: Session, claim_ids: Iterable[int], on: date) -> frozenset[int]:
    """Return which of these claims are left in peace on this day."""
    wanted = select(CLAIM.c.id).where(among(CLAIM.c.id, claim_ids), is_quiet(on))
    return frozenset(row.id for row in run(session, wanted))
