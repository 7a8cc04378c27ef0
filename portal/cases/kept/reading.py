"""Reading the parts of what is kept about one person, table by table, as plain values."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, RowMapping, Table, func, select
from sqlmodel import Session, SQLModel

from portal.cases.kept.parts import INSIDE, SECRETS, Part
from portal.ledger.tables import LIABILITY, run
from portal.money import plain
from portal.rows import among

NAMED = ("helper_id", "principal_id")
"""Links to the other side of a leave to act: each side knows the other by name."""


def columns(part: Part) -> Iterator[tuple[str, Column[Any], Table | None]]:
    """Return what is told of a row: its key, its column, and for a link the table it leads to."""
    for column in SQLModel.metadata.tables[part.table].columns:
        if column.name in INSIDE | SECRETS | part.without | {part.own}:
            continue
        target = next((key.column.table for key in column.foreign_keys), None)
        if target is None:
            yield column.name, column, None
        elif column.name in NAMED or ("ref" in target.columns and target.name != "person"):
            yield column.name.removesuffix("_id"), column, target


def one(session: Session, part: Part, above: RowMapping) -> dict[str, Any]:
    """Return the row of a part that there is one of, with all that is under it."""
    return _read(session, part, [above], above["id"])[0][0]


def _read(
    session: Session, part: Part, above: Sequence[RowMapping], person_id: int
) -> list[list[dict[str, Any]]]:
    """Return, for each row above, the rows of this part that belong to it."""
    table = SQLModel.metadata.tables[part.table]
    wanted = [row[part.above] for row in above if row[part.above] is not None]
    if not wanted:
        return [[] for _ in above]
    order = list(table.primary_key.columns)
    statement = select(table).where(among(table.c[part.own], wanted)).order_by(*order)
    rows = [row for row in run(session, statement).mappings() if _is_theirs(row, part, person_id)]
    if part.alone:
        shared = _shared(session, wanted)
        rows = [row for row in rows if row[part.own] not in shared]
    told = _told(session, part, rows, person_id)
    found: dict[int, list[dict[str, Any]]] = {}
    for row, one_told in zip(rows, told, strict=True):
        found.setdefault(row[part.own], []).append(one_told)
    return [found.get(row[part.above], []) for row in above]


def _is_theirs(row: RowMapping, part: Part, person_id: int) -> bool:
    """Whether a row names nobody else; the claim itself does when several people owe it."""
    return part.table == "claim" or row.get("person_id") in (None, person_id)


def _shared(session: Session, claim_ids: Sequence[int]) -> set[int]:
    """Which of these claims several people owe, or did."""
    claim = LIABILITY.c.claim_id
    counted = select(claim).where(among(claim, claim_ids)).group_by(claim).having(func.count() > 1)
    return set(run(session, counted).scalars())


def _told(
    session: Session, part: Part, rows: Sequence[RowMapping], person_id: int
) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = [{} for _ in rows]
    for key, column, target in columns(part):
        values = [row[column.name] for row in rows]
        names = {} if target is None else _names(session, target, values)
        for one_told, value in zip(told, values, strict=True):
            one_told[key] = _plain(column, value) if target is None else names.get(value)
    for under in part.parts:
        for one_told, below in zip(told, _read(session, under, rows, person_id), strict=True):
            one_told[under.name] = (below[0] if below else None) if under.is_one else below
    return told


def _names(session: Session, target: Table, ids: Sequence[int | None]) -> dict[int, str]:
    """What stands for a row that is linked to: its public reference, or a person's name."""
    shown = (target.c.name if target.name == "person" else target.c.ref).label("shown")
    wanted = select(target.c.id, shown).where(among(target.c.id, [i for i in ids if i is not None]))
    return {row.id: row.shown for row in run(session, wanted)}


def _plain(column: Column[Any], value: Any) -> Any:  # noqa: ANN401  (any column's value)
    """A value as JSON has it: amounts as text with two decimals, moments in UTC."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(column.type, BigInteger):
        return plain(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return b64encode(value).decode() if isinstance(value, bytes) else value
