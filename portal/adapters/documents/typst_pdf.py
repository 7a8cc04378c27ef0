"""PDF made by Typst, from a fixed sheet and the document as data.

No text of a record is ever read as markup. Only the fonts in the wheel are used, so that the same
document gives the same bytes.
"""

import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from portal.adapters.documents.reading import Element, all_of, contents, read

_SHEET = (Path(__file__).parent / "sheet.typ").read_bytes()
_NOT_THERE = re.compile(r'the text `"(?P<text>.*?)"` could not be displayed', re.DOTALL)
_MOST_TRIES = 20
_IN_FRONT = ("head", "to", "meta", "code")
"""Classes of what stands in the head of a letter, each in its own place."""
_ENDS = re.compile(r"\\u\{(?P<code>[0-9a-f]+)\}")
_STANDS_FOR = "?"


class TypstDocuments:
    """Makes documents for paper."""

    def pdf(self, html: str, *, language: str, title: str, made_on: date) -> bytes:
        """Return the articles of the HTML as one tagged PDF, each from a page of its own."""
        given = {
            "title": title,
            "language": language,
            "day": [made_on.year, made_on.month, made_on.day],
            "articles": [_article(found, language) for found in all_of("article", read(html))],
        }
        return _set(json.dumps(given, ensure_ascii=False))


def _article(found: Element, language: str) -> dict[str, Any]:
    """One letter: what goes in its head, what follows, and the words of its foot."""
    told = contents(found)
    return {
        "language": found.given.get("lang", language),
        "foot": found.given.get("data-foot", ""),
        "page": found.given.get("data-page", "{page} / {pages}"),
        "columns": [found.given.get("data-what", ""), found.given.get("data-amount", "")],
        **{name: _of_class(told, name) for name in _IN_FRONT},
        "in": [child for child in told if not _is_one_of(child, _IN_FRONT)],
    }


def _of_class(told: Sequence[Any], name: str) -> list[Any]:
    return next((child["in"] for child in told if _is_one_of(child, (name,))), [])


def _is_one_of(child: Any, names: Sequence[str]) -> bool:  # noqa: ANN401  (text or a dict)
    return isinstance(child, dict) and any(name in child["class"] for name in names)


def _set(given: str) -> bytes:
    """Typeset it. A sign that no font has stops Typst: it is then written as a question mark."""
    import typst  # noqa: PLC0415  (loaded with the first document)

    for _ in range(_MOST_TRIES):
        try:
            return _compile(given)
        except typst.TypstError as error:
            lacking = _lacking(error)
            if not lacking:
                raise
            given = "".join(_STANDS_FOR if sign in lacking else sign for sign in given)
    return _compile("".join(sign if sign.isascii() else _STANDS_FOR for sign in given))


def _compile(given: str) -> bytes:
    import typst  # noqa: PLC0415

    made: bytes = typst.compile(
        _SHEET,
        format="pdf",
        sys_inputs={"document": given},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
    )
    return made


def _lacking(error: Exception) -> set[str]:
    """Which signs could not be drawn, as the error tells; plain letters are never the trouble."""
    found = _NOT_THERE.search(str(error))
    if found is None:
        return set()
    text = _ENDS.sub(lambda end: chr(int(end["code"], 16)), found["text"])
    return {sign for sign in text if not sign.isascii()}
