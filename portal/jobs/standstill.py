"""When nothing may get worse for a claim: a request, a hold, or more time granted is open.

Nor when it is too old to collect. Interest the law sets and set-off by the state are not the
municipality's hand, and go on.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, exists, or_, select
from sqlmodel import Session, SQLModel

from portal.cases import models
from portal.ledger import holds
from portal.ledger.tables import CLAIM, POSTPONEMENT, run
from portal.rows import among

_CASE = SQLModel.metadata.tables["case"]
_CASE_CLAIM = SQLModel.metadata.tables["case_claim"]


def stands_still(on: date) -> ColumnElement[bool]:
    """Whether nothing may get worse on this day, as a condition on rows of the claim table."""
    return or_(CLAIM.c.time_bar_on <= on, holds.is_held(on), _is_asked(), _is_postponed(on))


def standing_still(session: Session, claim_ids: Iterable[int], on: date) -> frozenset[int]:
    """Return which of these claims stand still on this day."""
    wanted = select(CLAIM.c.id).where(among(CLAIM.c.id, claim_ids), stands_still(on))
    return frozenset(row.id for row in run(session, wanted))


def _is_asked() -> ColumnElement[bool]:
    """A request about it was sent and is not decided."""
    return exists().where(
        _CASE_CLAIM.c.claim_id == CLAIM.c.id,
        _CASE.c.id == _CASE_CLAIM.c.case_id,
        _CASE.c.state.in_(models.OPEN),
    )


def _is_postponed(on: date) -> ColumnElement[bool]:
    return exists().where(
        POSTPONEMENT.c.claim_id == CLAIM.c.id,
        POSTPONEMENT.c.from_on <= on,
        POSTPONEMENT.c.until_on >= on,
    )
