"""The table of features names addresses, commands and tests that are there, and counts its rows."""

import ast
import re
from functools import cache

from flask import Flask

from portal.cli import main
from portal.web import routes
from tests.structure.tree import ROOT, text

PAGE = text(ROOT / "deploy" / "features.md")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| \d", line)
]
NAMED = re.compile(r"`([^`]+)`")
ANSWERS = ("yes", "partly", "no")
SPLIT = 55
"""The first rows are those of the field, the others what none has."""


def test_every_row_is_there_once_and_answers() -> None:
    assert [row[0] for row in ROWS] == [*map(str, range(1, 56)), *map(str, range(1, 13))]
    for number, what, here, where, held, missing in ROWS:
        assert here in ANSWERS, number
        assert what, number
        assert here == "no" or (where and held), number
        assert here == "yes" or missing, number


def test_its_counts_are_those_of_its_rows() -> None:
    for rows, named in ((ROWS[:SPLIT], "fifty-five"), (ROWS[SPLIT:], "twelve")):
        counted = {answer: sum(row[2] == answer for row in rows) for answer in ANSWERS}
        told = ", ".join(f"{number} {answer}" for answer, number in counted.items())
        assert f"Of the {named}: {told}." in PAGE


def test_what_it_sends_one_to_is_there() -> None:
    app = Flask("pages")
    routes.init_app(app)
    pages = {rule.rule for rule in app.url_map.iter_rules()}
    commands = {f"portal {name}" for name in main.commands}
    named = {one for row in ROWS for one in NAMED.findall(row[3])}
    assert named - pages - commands == set()


def test_the_tests_that_hold_it_are_there() -> None:
    held = [one.partition("::") for row in ROWS for one in NAMED.findall(row[4])]
    assert [f"{path}::{test}" for path, _, test in held if test not in _tests(path)] == []


@cache
def _tests(path: str) -> frozenset[str]:
    """The names of the tests in a file; none where there is no such file."""
    tree = ast.parse(text(ROOT / path)) if (ROOT / path).is_file() else ast.parse("")
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
