"""Counting what a page asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

BESIDE = ("BEGIN", "INSERT INTO look")


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that run meanwhile; looks are written beside pages, at any time."""
    engine = app.extensions["portal"].database.engine
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(BESIDE):
            found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
