"""The page about security says what is so: its requirements stand once, its tests are there."""

import ast
import re
from functools import cache

from tests.structure.tree import ROOT, text

PAGE = text(ROOT / "deploy" / "security.md")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \|(.*)\|$", re.MULTILINE)
WORDS = ("by reading", "the operator's", "**not yet**", "does not apply")


@cache
def defined_in(path: str) -> frozenset[str]:
    """Return the names of the tests of a file."""
    tree = ast.parse(text(ROOT / path)) if (ROOT / path).exists() else ast.Module([], [])
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_test_it_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    assert len(named) > 80
    assert [f"{path}::{test}" for path, test in named if test not in defined_in(path)] == []


def test_each_requirement_stands_once_in_order_and_is_answered() -> None:
    rows = ROW.findall(PAGE)
    numbers = [tuple(map(int, number.split("."))) for number, _ in rows]
    assert numbers == sorted(set(numbers))
    silent = [n for n, row in rows if "::" not in row and not any(word in row for word in WORDS)]
    assert silent == []
