"""`portal replay`: every kept receipt computed again, one after the other; nothing is changed."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Text, cast, func, select
from sqlmodel import Session, SQLModel

from portal.cases import models  # noqa: F401  (puts the tables in the metadata)
from portal.cases.receipts import Kept, rebuild
from portal.cases.retention import models as retention  # noqa: F401
from portal.errors import BadFile
from portal.municipality import Municipality

_AT_ONCE = 500
"""Receipts held in memory."""


@dataclass(frozen=True)
class Replayed:
    """One receipt, by the reference of its case, and what differs."""

    case: str
    differences: tuple[str, ...]
    deleted: str = ""
    """The source of the rule by which its facts were deleted; then there is nothing to compute."""


_CASE = SQLModel.metadata.tables["case"]
_RECEIPT = SQLModel.metadata.tables["receipt"]
_GONE = SQLModel.metadata.tables["facts_deleted"]
_ALL = (
    select(
        _CASE.c.ref,
        _GONE.c.source,
        cast(_RECEIPT.c.facts, Text),
        cast(_RECEIPT.c.result, Text),
        _RECEIPT.c.policy_id,
        _RECEIPT.c.policy_version,
        _RECEIPT.c.policy_hash,
        _RECEIPT.c.seal,
    )
    .join(_CASE, _CASE.c.id == _RECEIPT.c.case_id)
    .outerjoin(_GONE, _GONE.c.receipt_id == _RECEIPT.c.id)
    .order_by(_RECEIPT.c.id)
)


def count(session: Session, refs: Sequence[str] = ()) -> int:
    """Return how many receipts there are, of these cases or of all."""
    counted = select(func.count(_RECEIPT.c.id)).join(_CASE, _CASE.c.id == _RECEIPT.c.case_id)
    wanted = counted.where(_CASE.c.ref.in_(refs)) if refs else counted
    return int(session.connection().execute(wanted).scalar_one())


def replay(session: Session, town: Municipality, refs: Sequence[str] = ()) -> Iterator[Replayed]:
    """Compute the receipts of these cases again, or all of them, oldest first.

    Raises BadFile at once when a case is not known.
    """
    if refs:
        _must_be_known(session, refs)
    return _replay(session, town, refs)


def _replay(session: Session, town: Municipality, refs: Sequence[str]) -> Iterator[Replayed]:
    wanted = _ALL.where(_CASE.c.ref.in_(refs)) if refs else _ALL
    found = session.connection().execute(wanted.execution_options(yield_per=_AT_ONCE))
    for case, deleted, facts, result, *rest in found:
        if deleted is not None:
            yield Replayed(case, (), deleted)
            continue
        receipt = Kept(_read(facts), _read(result), *rest)
        yield Replayed(case, rebuild(town, receipt).differences)


def _read(written: str) -> object:
    """Read what is kept as JSON; what is none any more is kept as text, and differs."""
    try:
        return json.loads(written)
    except ValueError:
        return written


def _must_be_known(session: Session, refs: Sequence[str]) -> None:
    wanted = select(_CASE.c.ref).where(_CASE.c.ref.in_(refs))
    known = set(session.connection().execute(wanted).scalars())
    unknown = [f"case {ref}: not found" for ref in dict.fromkeys(refs) if ref not in known]
    if unknown:
        raise BadFile(unknown)
