"""Statements that are built once: cheap to send again and again, on every page."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import BindParameter, ClauseElement, Connection, Executable, literal_column
from sqlalchemy.engine import Compiled, CursorResult
from sqlalchemy.sql.visitors import replacement_traverse

_WORD = re.compile(r"[a-z_]*")
_KEPT = "_overblik_kept"
"""Under which a database's dialect holds the text of each: it goes with the engine."""


class Fixed:
    """A statement with what its code wrote down as text; what is asked for stays open.

    Meant for statements that are built once, of words and numbers of the code alone: an open
    place has no value yet, and what somebody typed has no business in a statement built once.
    """

    def __init__(self, statement: Executable) -> None:
        """Take the statement; its text for a database is made when it is first sent there."""
        written = replacement_traverse(cast(ClauseElement, statement), {}, _constant)
        self._statement = cast(Executable, written)
        self._options = {"compiled_cache": _Texts()}

    def send(
        self,
        connection: Connection,
        params: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    ) -> CursorResult[Any]:
        """Run it with these values, and return plain rows."""
        return connection.execute(self._statement, params, execution_options=self._options)


class _Texts(dict[Any, Compiled]):
    """Finds the text of one statement by its database and the names of its open places.

    SQLAlchemy would find it by all the statement is made of: for a large one that takes longer
    than most of the rest.
    """

    def __init__(self) -> None:
        super().__init__()
        self._of = object()

    def get(self, key: Any, default: Any = None) -> Any:  # noqa: ANN401  (SQLAlchemy's own key)
        kept, own = self._place(key)
        return kept.get(own, default)

    def __setitem__(self, key: Any, text: Compiled) -> None:  # noqa: ANN401
        kept, own = self._place(key)
        kept[own] = text

    def _place(self, key: Any) -> tuple[dict[Any, Compiled], Any]:  # noqa: ANN401
        dialect, _, *names = key
        return vars(dialect).setdefault(_KEPT, {}), (self._of, *names)


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
