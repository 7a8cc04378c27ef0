"""Statements whose constants stand in their text: made once, and cheap to send again and again."""

import re
from typing import Any, TypeVar, cast

from sqlalchemy import BindParameter, ClauseElement, literal_column
from sqlalchemy.sql.visitors import replacement_traverse

_Statement = TypeVar("_Statement", bound=ClauseElement)
_WORD = re.compile(r"[a-z_]*")


def fixed(statement: _Statement) -> _Statement:
    """Return the statement with what its code wrote down as text; what is asked for stays open.

    Meant for statements that are built once, of words and numbers of the code alone: an open
    place has no value yet, and what somebody typed has no business in a statement built once.
    """
    return cast(_Statement, replacement_traverse(statement, {}, _constant))


def _constant(element: Any, **_: Any) -> Any:  # noqa: ANN401  (the visitor's own types)
    if not isinstance(element, BindParameter) or element.required or element.value is None:
        return None
    if isinstance(element.value, list | tuple):
        return literal_column(f"({', '.join(_written(one) for one in element.value)})")
    return literal_column(_written(element.value), element.type)


def _written(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not _WORD.fullmatch(value):
        raise TypeError("only words and numbers of the code are fixed")
    return f"'{value}'"
