"""One record: found or not there, added with its number, changed where nobody else was first."""

from typing import Any, Protocol, TypeVar, overload

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col, update
from sqlmodel.sql.expression import Select, SelectOfScalar

from portal.errors import Conflict, NotFound

T = TypeVar("T")
Row = TypeVar("Row", bound=SQLModel)


class _Numbered(Protocol):
    id: int | None
    version: int


@overload
def find_one(session: Session, wanted: SelectOfScalar[T]) -> T: ...
@overload
def find_one(session: Session, wanted: Select[T]) -> T: ...
def find_one(session: Session, wanted: Any) -> Any:
    """Return the one record that is asked for. Raises NotFound."""
    found = session.exec(wanted).one_or_none()
    if found is None:
        raise NotFound
    return found


def add_row(session: Session, row: Row) -> Row:
    """Add a record and return it; from here on it has its number."""
    session.add(row)
    session.flush()
    return row


def change_row(
    session: Session,
    row: _Numbered,
    seen: int,
    *also: ColumnElement[bool],
    **values: Any,  # noqa: ANN401
) -> None:
    """Change a record. Raises Conflict when it is past version `seen` or `also` does not hold."""
    table: Any = type(row)
    done = session.exec(
        update(table)
        .where(col(table.id) == row.id, col(table.version) == seen, *also)
        .values(version=seen + 1, **values)
    )
    if done.rowcount != 1:
        raise Conflict
    session.refresh(row)
