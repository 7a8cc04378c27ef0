"""Many rows at once, put in or asked for: one statement for all of them, on either database."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Self, TypeVar

from sqlalchemy import (
    ARRAY,
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Dialect,
    Integer,
    String,
    Table,
    TypeDecorator,
    bindparam,
)
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeEngine
from sqlmodel import Session

_POSTGRESQL = PGDialect()  # type: ignore[no-untyped-call]
_PART = 500
_Value = TypeVar("_Value")


def insert_many(
    session: Session, table: Table, rows: Sequence[Mapping[str, Any]], unique: Sequence[str]
) -> int:
    """Insert rows that all have the same columns; one whose `unique` columns are there is left.

    Returns how many are new. Of two transactions at once one inserts; the other waits for it.
    On PostgreSQL the columns travel as arrays, a third of the time of rows; moments are in UTC.
    On SQLite the rows go one by one to a ready statement, prepared column by column.
    """
    if not rows:
        return 0
    session.flush()
    names, connection = tuple(rows[0]), session.connection()
    if connection.dialect.name == "sqlite":
        statement = _one_by_one(table, names, tuple(unique))
        columns = (_kept(table.c[name], rows, connection.dialect) for name in names)
        return connection.exec_driver_sql(statement, list(zip(*columns, strict=True))).rowcount
    arrays = {name: _array(table.c[name], rows) for name in names}
    return connection.exec_driver_sql(_as_arrays(table, names, tuple(unique)), arrays).rowcount


def _array(column: Column[Any], rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    values = [row[column.name] for row in rows]
    return [json.dumps(value) for value in values] if isinstance(column.type, JSON) else values


def _kept(column: Column[Any], rows: Sequence[Mapping[str, Any]], dialect: Dialect) -> list[Any]:
    """A column's values as the database keeps them; the column's type is asked once for all."""
    prepare = column.type.dialect_impl(dialect).bind_processor(dialect)
    values = [row[column.name] for row in rows]
    return [prepare(value) for value in values] if prepare else values


@cache
def _one_by_one(table: Table, names: tuple[str, ...], unique: tuple[str, ...]) -> str:
    marks = ", ".join("?" * len(names))
    return f"{_into(table, names)} values ({marks}) {_once(unique)}"


def _into(table: Table, names: tuple[str, ...]) -> str:
    """The start of a statement in the driver's own words: names of the model, never of data."""
    told = ", ".join(f'"{name}"' for name in names)
    return f'insert into "{table.name}" ({told})'


def _once(unique: tuple[str, ...]) -> str:
    there = ", ".join(f'"{name}"' for name in unique)
    return f"on conflict ({there}) do nothing"


@cache
def _as_arrays(table: Table, names: tuple[str, ...], unique: tuple[str, ...]) -> str:
    arrays = ", ".join(_placeholder(table.c[name]) for name in names)
    return f"{_into(table, names)} select * from unnest({arrays}) {_once(unique)}"  # noqa: S608


def _placeholder(column: Column[Any]) -> str:
    """The column's array, in the binary form of its type; JSON travels as text."""
    kind = column.type.compile(dialect=_POSTGRESQL)
    through = "text[]::" if isinstance(column.type, JSON) else ""
    return f"%({column.name})b::{through}{kind}[]"


class _Ids(TypeDecorator[Sequence[int]]):
    """Many ids as one value: an array on PostgreSQL, JSON on SQLite."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type of the database."""
        kind = String() if dialect.name == "sqlite" else ARRAY(Integer)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> Any:  # noqa: ANN401
        """Write them as the database takes them."""
        return json.dumps(list(value or ())) if dialect.name == "sqlite" else list(value or ())


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> Self:
        """Stand in a condition as it is: SQLite would be told `= 1`, and use no index for that."""
        return self


@compiles(_Among)
def _any(element: _Among, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    column, ids = (compiler.process(clause, **more) for clause in element.clauses)
    return f"{column} = any({ids})"


@compiles(_Among, "sqlite")
def _each(element: _Among, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    column, ids = (compiler.process(clause, **more) for clause in element.clauses)
    return f"{column} in (select value from json_each({ids}))"  # noqa: S608  (compiled parts)


def among(column: ColumnElement[int], ids: str | Iterable[int]) -> ColumnElement[bool]:
    """Whether a column is one of many ids, given or under a name; they travel as one value."""
    if isinstance(ids, str):
        return _Among(column, bindparam(ids, type_=_Ids()))
    return _Among(column, bindparam(None, sorted(set(ids)), type_=_Ids(), unique=True))


def in_parts(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    """Return many values part by part, each few enough for one statement that names them all."""
    return (values[start : start + _PART] for start in range(0, len(values), _PART))
