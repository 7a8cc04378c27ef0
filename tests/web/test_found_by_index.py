"""What a resident's page needs is found by an index, however many others there are."""

import re
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlmodel import SQLModel

from tests.web.conftest import Visitor

SMALL = {"switch_turned", "adoption_act", "trail_batch", "digital_box", "work_reminder"}
"""Tables that stay small, or of which only a wish for all of one's data asks."""
NOT_OPENED = ("/static", "/theme", "/sign-out", "/outcomes")
"""Files, the way out, and figures of all together."""
PAGES = 120
"""So many are opened at most, each kind of page twice."""


LEDGER = re.compile("(SCAN|SEARCH) ledger_entry(?! USING INDEX)")
"""A way to read the ledger that looks at every entry there is."""


@pytest.fixture
def town_app(make_app: Any, town: str) -> Flask:
    """The demo of a municipality on the embedded database, which says how it reads."""
    app: Flask = make_app(town)
    if app.extensions["portal"].database.engine.dialect.name != "sqlite":
        pytest.skip("SQLite is asked how it would read")
    return app


@pytest.mark.parametrize("kind", ["person", "business"])
@pytest.mark.parametrize("town", ["oss", "norddjurs"])
def test_no_page_of_a_resident_reads_a_table_from_end_to_end(town_app: Flask, kind: str) -> None:
    chooser = town_app.extensions["portal"].chooser
    who = next(one.ref for one in chooser if not one.role and _kind(town_app, one.ref) == kind)
    asked = _asked(town_app, who, "/overview", "/my-data")
    assert len(asked) > 20, "the pages were opened"
    assert not {table for plan in _plans(town_app, asked) for table in _whole(plan)} - SMALL


@pytest.mark.parametrize("town", ["oss", "norddjurs"])
def test_the_page_of_payments_reads_what_waits_and_the_newest_and_no_others(
    town_app: Flask,
) -> None:
    asked = _asked(town_app, "demo-worker", "/staff/money", pages=1)
    plans = _plans(town_app, asked)
    assert any("ix_ledger_entry_suspense" in step for plan in plans for step in plan)
    assert not [step for plan in plans for step in plan if LEDGER.match(step)]


def _kind(app: Flask, ref: str) -> str:
    with app.extensions["portal"].database.engine.connect() as connection:
        told = connection.exec_driver_sql("select kind from person where ref = ?", (ref,))
        return str(told.scalar())


def _asked(app: Flask, ref: str, *first: str, pages: int = PAGES) -> dict[str, Any]:
    """Open what somebody can reach by links, and return what was asked of the database."""
    engine, found = app.extensions["portal"].database.engine, {}

    def note(_connection: Any, _cursor: Any, statement: str, told: Any, _: Any, many: bool) -> None:
        if statement.lower().startswith(("select", "with")) and not many:
            found[statement] = told

    visitor = Visitor(app, ref)
    event.listen(engine, "before_cursor_execute", note)
    try:
        todo, shapes, opened = [*first], Counter[str](), 0
        while todo and opened < pages:
            path = todo.pop(0).split("#")[0]
            shape = re.sub(r"/[\w.-]{8,}", "/X", path.split("?")[0])
            if shapes[shape] == 2 or path.startswith(NOT_OPENED):
                continue
            shapes[shape] += 1
            opened += 1
            page = visitor.get(path)
            if page.mimetype == "text/html":
                todo += re.findall(r'href="(/[^"]*)"', page.text)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return found


def _plans(app: Flask, asked: dict[str, Any]) -> list[list[str]]:
    """Return how each statement is read, step by step."""
    with app.extensions["portal"].database.engine.connect() as connection:
        return [
            [row[3] for row in connection.exec_driver_sql(f"explain query plan {one}", told)]
            for one, told in asked.items()
        ]


def _whole(plan: list[str]) -> set[str]:
    """Return the tables that are read from end to end; what a statement makes itself is none."""
    scanned = (re.match(r"SCAN (\w+)", step) for step in plan)
    return {one[1] for one in scanned if one} & set(SQLModel.metadata.tables)
