"""Pages find records through who asks: the functions that know the actor, and no query of theirs.

Staff pages about a record pass the door (`portal.web.entry`), which looks the record up for them.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.structure.tree import ROOT, name, syntax

ROOMS = ("citizen", "business", "api")
OWN = {"actor().id"}
"""What a page may ask the database for by itself: whoever asks."""
LOOKED_AT = {
    "portal/web/citizen/acting.py": "the id of who sits there, acting for somebody or not",
    "portal/web/citizen/cases.py": "the plan of a decision on a request found through the actor",
    "portal/web/citizen/what_happened.py": "returns of a claim that was found through the actor",
}


def _asks(path: Path) -> Iterator[str]:
    """Each place where a page asks the database for a record by itself."""
    for node in syntax(path):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called.rpartition(".")[2] in ("get_one", "get") and called.startswith("session."):
            if {ast.unparse(one) for one in node.args[1:]} - OWN:
                yield f"{name(path)}:{node.lineno}"
        elif called in ("select", "select_row", "text"):
            yield f"{name(path)}:{node.lineno}"


def test_no_page_of_residents_or_businesses_looks_a_record_up_by_itself() -> None:
    pages = [path for room in ROOMS for path in (ROOT / "portal/web" / room).rglob("*.py")]
    found = {place.partition(":")[0] for path in pages for place in _asks(path)}
    assert found == set(LOOKED_AT)
