"""The smaller and the larger of two amounts in SQL, each named once: cases would double them."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _Least(FunctionElement[int]):
    inherit_cache = True
    type = BigInteger()


class _Greatest(FunctionElement[int]):
    inherit_cache = True
    type = BigInteger()


def least(one: ColumnElement[int], other: ColumnElement[int] | int) -> ColumnElement[int]:
    """The smaller of two amounts, neither of them null."""
    return _Least(one, other)


def greatest(one: ColumnElement[int], other: ColumnElement[int] | int) -> ColumnElement[int]:
    """The larger of two amounts, neither of them null."""
    return _Greatest(one, other)


@compiles(_Least)
def _least(element: _Least, compiler: Any, **how: Any) -> str:  # noqa: ANN401
    return f"least({compiler.process(element.clauses, **how)})"


@compiles(_Least, "sqlite")
def _least_of_sqlite(element: _Least, compiler: Any, **how: Any) -> str:  # noqa: ANN401
    return f"min({compiler.process(element.clauses, **how)})"


@compiles(_Greatest)
def _greatest(element: _Greatest, compiler: Any, **how: Any) -> str:  # noqa: ANN401
    return f"greatest({compiler.process(element.clauses, **how)})"


@compiles(_Greatest, "sqlite")
def _greatest_of_sqlite(element: _Greatest, compiler: Any, **how: Any) -> str:  # noqa: ANN401
    return f"max({compiler.process(element.clauses, **how)})"
