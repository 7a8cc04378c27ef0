"""What a resident's page needs is found by an index, however many others there are."""

import re
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests.web.conftest import Visitor

SMALL = {"switch_turned", "adoption_act", "trail_batch", "digital_box", "work_reminder"}
"""Tables that stay small, or of which only a wish for all of one's data asks."""
NOT_OPENED = ("/static", "/theme", "/sign-out", "/outcomes")
"""Files, the way out, and figures of all together."""
PAGES = 120
"""So many are opened at most, each kind of page twice."""


@pytest.mark.parametrize("kind", ["person", "business"])
@pytest.mark.parametrize("town", ["oss", "norddjurs"])
def test_no_page_of_a_resident_reads_a_table_from_end_to_end(
    town: str,
    kind: str,
    make_app: Any,
) -> None:
    app = make_app(town)
    parts = app.extensions["portal"]
    who = next(one.ref for one in parts.chooser if not one.role and _kind(app, one.ref) == kind)
    asked = _asked(app, who)
    whole = {
        plan for statement, told in asked.items() for plan in _read_whole(app, statement, told)
    }
    assert len(asked) > 20, "the pages were opened"
    assert not whole - SMALL


def _kind(app: Flask, ref: str) -> str:
    with app.extensions["portal"].database.engine.connect() as connection:
        told = connection.exec_driver_sql("select kind from person where ref = ?", (ref,))
        return str(told.scalar())


def _asked(app: Flask, ref: str) -> dict[str, Any]:
    """Open what somebody can reach by links, and return what was asked of the database."""
    engine, found = app.extensions["portal"].database.engine, {}

    def note(_connection: Any, _cursor: Any, statement: str, told: Any, _: Any, many: bool) -> None:
        if statement.lower().startswith(("select", "with")) and not many:
            found[statement] = told

    visitor = Visitor(app, ref)
    event.listen(engine, "before_cursor_execute", note)
    try:
        todo, shapes, opened = ["/overview", "/my-data"], Counter[str](), 0
        while todo and opened < PAGES:
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


def _read_whole(app: Flask, statement: str, told: Any) -> set[str]:
    """Return the tables a statement reads from end to end."""
    with app.extensions["portal"].database.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"explain query plan {statement}", told).all()
        tables = set(connection.exec_driver_sql("select name from sqlite_master").scalars())
    scanned = (re.match(r"SCAN (\w+)", row[3]) for row in rows)
    return {one[1] for one in scanned if one} & tables
