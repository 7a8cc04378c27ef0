"""The tree that a screen reader goes through: read off the page, cut down to what one steers by.

Kept are landmarks, headings, controls, tables and lists with their names. What is only read out is
left out, signs that differ from run to run stand as 0, and lines alike are told once.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from playwright.sync_api import Page

LANDMARKS = {"banner", "main", "contentinfo", "navigation", "region", "form", "search", "alert"}
CONTROLS = {
    *("link", "button", "textbox", "searchbox", "radio", "checkbox", "combobox", "listbox"),
    *("spinbutton", "slider", "switch", "progressbar", "meter", "img"),
}
TABLES = {"table", "row", "columnheader", "rowheader"}
KEPT = {*LANDMARKS, *CONTROLS, *TABLES, "heading", "group", "list", "listitem", "status", "article"}
EMPTY = {"list", "listitem", "row", "status"}
"""Left out with nothing in them to steer by."""
ALIKE = {"listitem", "row", "article"}
"""Of these, next to each other and of one build, only the first is told."""

_LINE = re.compile(
    r"""^(?P<indent>\s*)-\ '?(?P<role>[a-z]+)(?:\ "(?P<name>(?:[^"\\]|\\.)*)")?"""
    r"""(?P<marks>(?:\ \[[^\]]+\])*)'?:?(?P<text>.*)$""",
    re.VERBOSE,
)
_CHANGING = (
    (re.compile(r"\b[A-Z0-9]{5}-[A-Z0-9]{5}\b|\b[0-9a-f]{8,}\b"), "0"),
    (re.compile(r"\d[\d.,:/ \u202f-]*\d|\d"), "0"),
)


@dataclass
class Node:
    """One thing in the tree: its role, what it is called, and how it stands."""

    role: str
    name: str = ""
    marks: str = ""
    parts: list["Node"] = field(default_factory=list)

    def all(self) -> Iterator["Node"]:
        """Give it and all that is in it, in the order of reading."""
        yield self
        for part in self.parts:
            yield from part.all()

    def shape(self) -> str:
        """Return how it is built, whatever it is called."""
        return f"{self.role}({','.join(part.shape() for part in self.parts)})"

    def lines(self, depth: int = 0) -> Iterator[str]:
        """Give it as lines to read."""
        name = f' "{self.name}"' if self.name else ""
        yield f"{'  ' * depth}{self.role}{name}{self.marks}"
        for part in self.parts:
            yield from part.lines(depth + 1)


def tree(page: Page) -> Node:
    """Return the tree of the page as it stands now."""
    return _cut(_read(page.locator("body").aria_snapshot().splitlines()))


def _read(lines: Sequence[str]) -> Node:
    root = Node("page")
    above = [(-1, root)]
    for line in lines:
        if not (found := _LINE.match(line)):
            continue
        node = Node(found["role"], _same(found["name"] or ""), found["marks"])
        if node.role in ("columnheader", "rowheader", "group", "text") and not node.name:
            node.name = _same(found["text"].strip(' "'))
        while above[-1][0] >= len(found["indent"]):
            above.pop()
        above[-1][1].parts.append(node)
        above.append((len(found["indent"]), node))
    return root


def _same(name: str) -> str:
    """Return a name as it is in every run."""
    name = name.replace("''", "'").replace('\\"', "'")
    for changing, put in _CHANGING:
        name = changing.sub(put, name)
    return name


def _cut(node: Node) -> Node:
    parts: list[Node] = []
    kept = _kept(node.parts)
    for _, alike in groupby(kept, key=lambda one: one.shape() if one.role in ALIKE else id(one)):
        first, *more = alike
        parts += [first, Node("…")] if more else [first]
    if node.role == "group" and not node.name:
        node.name = next((one.name for one in node.parts if one.role == "text"), "")
    return Node(node.role, "" if node.role == "row" else node.name, node.marks, parts)


def _kept(parts: Sequence[Node]) -> Iterator[Node]:
    """Give the parts that are kept; of others what is in them."""
    for part in parts:
        if part.role not in KEPT:
            yield from _kept(part.parts)
        elif (cut := _cut(part)).parts or part.role not in EMPTY:
            yield cut
