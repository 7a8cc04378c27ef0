"""The HTML of a letter as plain data: lists of texts and elements, blanks as a reader sees them."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

_EMPTY = {"br", "img", "hr", "meta", "link", "input", "wbr"}
_BLOCKS = {
    *("article", "section", "header", "footer", "div", "p", "h1", "h2", "h3", "ul", "ol", "li"),
    *("dl", "dt", "dd", "details", "summary", "table", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
_UNSEEN = {"screen", "vh"}
"""Classes of what is only for the screen, or only said aloud."""
_BLANKS = re.compile(r"[ \t\r\n\f]+")
"""Blanks that run together; a no-break space is none of them."""
_NO_SIGNS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""What is no sign at all: control codes, and halves of signs."""


@dataclass
class Element:
    """One element of a page; a child is an element or text."""

    tag: str
    given: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        """Its classes."""
        return set(self.given.get("class", "").split())

    def data(self) -> dict[str, Any]:
        """Return it as data for the typesetter: what it is, its classes, what is in it."""
        told: dict[str, Any] = {"tag": self.tag, "class": sorted(self.classes)}
        told |= {
            name: self.given[name] for name in ("href", "lang", "colspan") if name in self.given
        }
        return told | {"in": contents(self)}


class _Reader(HTMLParser):
    """Builds the elements; an end that fits nothing is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root")
        self.open = [self.root]
        self.drawing: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "svg" or self.drawing:
            self.drawing.append(self.get_starttag_text() or "")
        found = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(found)
        if tag not in _EMPTY:
            self.open.append(found)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.drawing:
            self.drawing.append(self.get_starttag_text() or "")
        else:
            self.open[-1].children.append(
                Element(tag, {name: value or "" for name, value in attrs})
            )

    def handle_endtag(self, tag: str) -> None:
        if self.drawing:
            self.drawing.append(f"</{tag}>")
        if tag not in (element.tag for element in self.open[1:]):
            return
        while (ended := self.open.pop()).tag != tag:
            pass
        if tag == "svg":
            ended.given["svg"], self.drawing = "".join(self.drawing), []

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(_NO_SIGNS.sub("", data))


def read(html: str) -> Element:
    """Return what stands in this HTML."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def all_of(tag: str, within: Element) -> list[Element]:
    """Return the elements of this name, in their order; one within another is not looked for."""
    found: list[Element] = []
    for child in within.children:
        if isinstance(child, Element):
            found += [child] if child.tag == tag else all_of(tag, child)
    return found


def contents(element: Element) -> list[Any]:
    """Return what stands in an element as data, without what is not for paper."""
    if element.tag == "svg":
        return []
    seen = [child for child in element.children if not _is_unseen(child)]
    if "said" in element.classes:
        seen = _with_line_ends(seen)
    told = [child if isinstance(child, str) else _drawn(child) for child in seen]
    return _tidy(told)


def _with_line_ends(children: list["Element | str"]) -> list["Element | str"]:
    """What a person wrote keeps its lines."""
    kept: list[Element | str] = []
    for child in children:
        lines = child.strip().split("\n") if isinstance(child, str) else [child]
        for line in lines:
            kept += [line, Element("br")] if line is not lines[-1] else [line]
    return kept


def _is_unseen(child: Element | str) -> bool:
    if isinstance(child, str):
        return False
    is_icon = child.tag == "svg" and child.given.get("role") != "img"
    return is_icon or bool(child.classes & _UNSEEN) or child.tag in ("script", "style", "form")


def _drawn(child: Element) -> dict[str, Any]:
    """An element as data; a drawing with its words."""
    if child.tag != "svg":
        return child.data()
    return {
        "tag": "svg",
        "class": sorted(child.classes),
        "alt": child.given.get("aria-label", ""),
        "drawing": child.given.get("svg", ""),
        "in": [],
    }


def _tidy(told: list[Any]) -> list[Any]:
    """Run blanks together; beside a block and at the ends there are none."""
    tidy: list[Any] = []
    for place, child in enumerate(told):
        if not isinstance(child, str):
            tidy.append(child)
            continue
        text = _BLANKS.sub(" ", child)
        if not tidy or _ends_line(tidy[-1]):
            text = text.lstrip(" ")
        if place + 1 == len(told) or _ends_line(told[place + 1]):
            text = text.rstrip(" ")
        if text:
            tidy.append(text)
    return tidy


def _ends_line(child: object) -> bool:
    return isinstance(child, dict) and (child["tag"] in _BLOCKS or child["tag"] == "br")
