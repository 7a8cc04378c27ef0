"""Splits an MT940 file into statements, and those into fields with their line numbers."""

import re
from dataclasses import dataclass, field

from portal.adapters.mistakes import Mistakes
from portal.errors import BadFile

_TAG = re.compile(r":([0-9A-Za-z]{2,3}):(.*)", re.DOTALL)
_KNOWN = re.compile(r"13D?|20|21|25P?|28C?|34F|6[02][FM]|61|64|65|86|90[CD]|NS|940")
_END = re.compile(r"-(XXX|\}.*)?\s*", re.DOTALL)
_NEW_LINE = re.compile(r"\r\n|\r|\n")
_FULL = 65


@dataclass
class Field:
    """One field: its tag, the number of its first line, and its rows as they stand."""

    tag: str
    line: int
    rows: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The rows in one; a word broken at the end of a full row is whole again."""
        last = len(self.rows) - 1
        return "".join(
            row if at == last or self._broken(at) else f"{row.rstrip()} "
            for at, row in enumerate(self.rows)
        ).strip()

    @property
    def full(self) -> bool:
        """Whether the last row so far is as long as a row may be."""
        return self._length(-1) >= _FULL

    def _broken(self, at: int) -> bool:
        """Say whether the bank broke this row because it was full, not because a line ended.

        Coded text runs on, and banks break it at 64 or 65 signs, the tag counted or not. Other
        text is broken at 65; a longer row shows that this bank does not break rows at all.
        """
        if self.rows[0].startswith("/"):
            return self._length(at) >= _FULL - 1
        return len(self.rows[at]) == _FULL

    def _length(self, at: int) -> int:
        return len(self.rows[at]) + (len(self.tag) + 2 if at in (0, -len(self.rows)) else 0)


def decoded(data: bytes) -> str:
    """Return the text, in UTF-8 or else as Windows or Latin 1. Raises BadFile when it is none."""
    if b"\0" in data:
        raise BadFile(["The file is not plain text. Download the statement as MT940 again."])
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def split(text: str, mistakes: Mistakes) -> list[list[Field]]:
    """Return the fields of each statement. What banks write between statements is left out."""
    found: list[list[Field]] = []
    inside = False
    for number, row in enumerate(_NEW_LINE.split(text), start=1):
        tag, rest = _tagged(row)
        if tag == "20":
            found.append([Field(tag, number, [rest])])
            inside = True
        elif tag == "940" or _END.fullmatch(row):
            inside = False
        elif inside:
            _add(found[-1], Field(tag, number, [rest]), row, mistakes)
        elif _KNOWN.fullmatch(tag):
            mistakes.add(f"Line {number}: :{tag}: must stand below a line with :20:.")
    return found


def _add(fields: list[Field], new: Field, row: str, mistakes: Mistakes) -> None:
    """Add a row of a statement: a new field, or more of the last one."""
    if new.tag == fields[-1].tag == "86":
        fields[-1].rows += new.rows
    elif _KNOWN.fullmatch(new.tag):
        fields.append(new)
    elif new.tag and not fields[-1].full:
        mistakes.add(f"Line {new.line}: the tag at its beginning is none of MT940.")
    elif row.strip():
        fields[-1].rows.append(row)


def _tagged(row: str) -> tuple[str, str]:
    found = _TAG.match(row)
    return (found.group(1), found.group(2)) if found else ("", row)
