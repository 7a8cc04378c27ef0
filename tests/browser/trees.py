"""What a screen reader meets on each stop of a walk, held against the copy that was read through.

`./test browser --rewrite-trees` writes the copies anew; read what changed before keeping it.
"""

import re
from collections.abc import Iterator
from difflib import unified_diff
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.aria import CONTROLS, Node, tree

_REF = re.compile(
    r"(?<=[/=])(demo-[\w-]+|[A-Z0-9]{5}-?[A-Z0-9]{5}(?=[/?&]|$)"
    r"|(?=[^/?&]*[A-Z])[^/?&]{12,}|(?=[^/?&.]*[0-9])[^/?&.]{12,})"
)
FOLDER = Path(__file__).parent / "trees"
_STATES = {
    "wrong": "main [role=alert]",
    "told": "main .notice",
    "unfolded": "details[open]",
}
"""What makes a state of a page, by what there is of it."""
_COUNTED = "(all) => all.map((one) => document.querySelectorAll(one).length)"
MOST_BYTES = 400_000
"""Of all copies together: more is not read through."""
_ONCE = ("main", "banner", "contentinfo")
_FRAME = ("banner", "contentinfo", "link")


class Trees:
    """The trees of one walk, stop by stop."""

    def __init__(self, walk: str, town: str) -> None:
        self.file = FOLDER / town / f"{walk}.txt"
        self.lines: list[str] = []
        self._seen: set[tuple[str, ...]] = set()
        self._frame: list[Node] = []
        """Heads and feet that were told: the next pages with the same leave them out."""

    def look(self, page: Page) -> list[str]:
        """Note the tree of a page once in each state; return what is wrong with it."""
        state = where(page)
        if state in self._seen:
            return []
        self._seen.add(state)
        found = tree(page)
        self._note(" ".join(state), found)
        return faults(found)

    def _note(self, stop: str, found: Node) -> None:
        told = [part for part in found.parts if part not in self._frame]
        self._frame += [part for part in told if part.role in _FRAME]
        self.lines += [f"== {stop}", *(line for part in told for line in part.lines()), ""]

    def changes(self) -> str:
        """Return how the trees differ from the copy, as lines; nothing where no copy is kept."""
        if not self.file.exists():
            return ""
        copy = self.file.read_text("utf-8").splitlines()
        return "\n".join(unified_diff(copy, self.lines[:-1], "copy", "page", lineterm="", n=4))

    def write(self) -> None:
        """Write the copy anew."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text("\n".join(self.lines), "utf-8")


def where(page: Page) -> tuple[str, ...]:
    """Return the page and its state: as it comes, with something to tell, unfolded."""
    name = _REF.sub("…", re.sub(r"^.*?//[^/]+|#.*", "", page.url))
    counts = page.evaluate(_COUNTED, list(_STATES.values()))
    told = zip(_STATES, counts, strict=True)
    return name, *(f"{word} {count}" for word, count in told if count)


def faults(found: Node) -> list[str]:
    """Return what is wrong whatever the page is about: its frame, headings, names, tables."""
    nodes = list(found.all())
    wrong = [f"{one.role} {_count(nodes, one.role)} times" for one in _not_once(nodes)]
    wrong += [
        f"{one.role} without a name"
        for one in nodes
        if one.role in CONTROLS - {"img"} and not one.name
    ]
    wrong += _headings(
        [int(one.marks[8]) for one in _outside_alerts(found) if one.role == "heading"]
    )
    wrong += [
        "a table without headers"
        for one in nodes
        if one.role == "table" and not _count(list(one.all()), "columnheader")
    ]
    return [f"tree: {one}" for one in wrong]


def _outside_alerts(node: Node) -> Iterator[Node]:
    """Give all nodes but those of an alert: what is wrong stands before the heading of the page."""
    if node.role != "alert":
        yield node
        for part in node.parts:
            yield from _outside_alerts(part)


def _not_once(nodes: list[Node]) -> list[Node]:
    return [Node(role) for role in _ONCE if _count(nodes, role) != 1]


def _count(nodes: list[Node], role: str) -> int:
    return sum(one.role == role for one in nodes)


def _headings(levels: list[int]) -> list[str]:
    """Return what is wrong with the order of headings: one of the first level, none skipped."""
    wrong = [] if levels.count(1) == 1 and levels[:1] == [1] else [f"headings {levels}"]
    return wrong + [f"from heading {a} to {b}" for a, b in pairwise(levels) if b > a + 1]
