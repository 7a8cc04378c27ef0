"""The page of figures leaves out no benchmark and no long test, and names only what is there."""

import ast
import re
from functools import cache

from tests.structure.tree import ROOT, mentions, name, repository, text

PAGE = text(ROOT / "deploy" / "figures.md")
NAMED = set(re.findall(r"`(tests/[^`]+::[^`]+)`", PAGE))
FILES = {test.partition("::")[0] for test in NAMED}
BENCHES = ROOT / "portal" / "commands" / "benching.py"


def test_every_benchmark_has_its_part() -> None:
    """A new one: add its heading, then `portal bench NAME --json | deploy/figures NAME`."""
    dicts = [node for node in ast.walk(ast.parse(text(BENCHES))) if isinstance(node, ast.Dict)]
    benches = {key.value for key in dicts[0].keys if isinstance(key, ast.Constant)}
    assert benches - set(re.findall(r"^### portal bench (\w+)$", PAGE, re.MULTILINE)) == set()


def test_what_it_names_is_there() -> None:
    assert NAMED - _tests().keys() == set()


def test_no_long_test_is_left_out() -> None:
    assert {one for one, is_long in _tests().items() if is_long} - NAMED == set()


@cache
def _tests() -> dict[str, bool]:
    """Each test of the files that matter here, and whether it is for the long run only."""
    found = {}
    for path in repository():
        is_test = name(path).startswith("tests/") and path.name.startswith("test_")
        if is_test and (name(path) in FILES or mentions(path, "mark.long")):
            for node in ast.walk(ast.parse(text(path))):
                if isinstance(node, ast.FunctionDef):
                    marks = {ast.unparse(one) for one in node.decorator_list}
                    found[f"{name(path)}::{node.name}"] = "pytest.mark.long" in marks
    return found
