"""A sentence without its fact, amount or article is never rendered: the letter fails loudly."""

from copy import deepcopy
from typing import Any

import pytest
from jinja2 import UndefinedError

from portal.municipality import load
from portal.resources import folder
from portal.web.letter_words import letter_article
from tests.letters.shown import NAMES, RECORDS, letter, portal

Path = tuple[str | int, ...]
BEFORE = {
    *("rhythm", "interest", "interest_left", "rate_missing", "rules_on", "review_on"),
    *("beside", "weighed", "notes", "signed"),
}
"""What letters of before did not tell."""
SAYS_BY_BEING_THERE = {"answer": {"objection_until"}}
"""An answer that one can object to has the day; another has none."""
KEPT_WHOLE = {"rules", "told", "notes"}
"""The answer of the rules and the facts told: read as a whole, whatever is in them."""


class Watched(dict[str, Any]):
    """A record that notes which of its fields a letter asks for."""

    def __init__(self, fields: dict[str, Any], path: Path, seen: set[Path]) -> None:
        super().__init__(
            {name: watch(value, (*path, name), seen) for name, value in fields.items()}
        )
        self.path, self.seen = path, seen

    def __getitem__(self, name: str) -> Any:
        self.seen.add((*self.path, name))
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self else default  # noqa: SIM401  (it is noted)


def watch(value: Any, path: Path, seen: set[Path]) -> Any:
    if isinstance(value, dict):
        return Watched(value, path, seen)
    if isinstance(value, list):
        return [watch(one, (*path, place), seen) for place, one in enumerate(value)]
    return value


def is_needed(path: Path) -> bool:
    """One row of a list stands for all of them."""
    is_inside = len(path) > 1 and path[0] in KEPT_WHOLE
    return not is_inside and path[-1] not in BEFORE and not any(step in path for step in (1, 2, 3))


def without(content: Any, path: Path) -> Any:
    """The record, but one field is not there."""
    lacking = inner = deepcopy(content)
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return lacking


def render(town: str, kind: str, content: Any) -> str:
    made = letter(kind, content)
    with portal(town):
        return str(letter_article(load(town), made, paper=True))


@pytest.mark.parametrize("record", RECORDS, ids=NAMES)
def test_a_letter_fails_when_any_field_it_uses_is_taken_from_its_record(record: Any) -> None:
    town, kind, content = record["town"], record["kind"], record["content"]
    used: set[Path] = set()
    render(town, kind, Watched(content, (), used))
    needed = {path for path in used if is_needed(path)}
    needed -= {(name,) for name in SAYS_BY_BEING_THERE.get(kind, ())}
    assert {("name",), ("address",), ("made_on",)} < needed
    for path in needed:
        with pytest.raises((UndefinedError, KeyError)):
            render(town, kind, without(content, path))


def test_every_kind_of_letter_is_among_the_records() -> None:
    templates = {path.stem for path in folder("templates").glob("letters/[!_]*.html")}
    assert {record["kind"] for record in RECORDS} == templates
