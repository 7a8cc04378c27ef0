"""Money is whole numbers of cents or øre: no float and no true division where it is reckoned."""

import ast
from collections.abc import Iterable

import pytest

from tests.structure.tree import ROOT, name, syntax

EXACT = [
    ROOT / "portal" / "money.py",
    *sorted((ROOT / "portal" / "rules").rglob("*.py")),
    *sorted((ROOT / "portal" / "ledger").rglob("*.py")),
]


def inexact(parts: Iterable[ast.AST]) -> list[str]:
    """Name what could make a fraction of a cent, with its line."""
    return [
        f"line {node.lineno}: {kind}"
        for node in parts
        if isinstance(node, ast.expr | ast.AugAssign) and (kind := _kind(node))
    ]


def _kind(node: ast.expr | ast.AugAssign) -> str:
    match node:
        case ast.Constant(value=float()):
            return "a float literal"
        case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
            return "a true division"
        case ast.Call(func=ast.Name(id="float")):
            return "float()"
    return ""


def test_money_is_reckoned_in_whole_numbers() -> None:
    found = {name(path): inexact(syntax(path)) for path in EXACT}
    assert {where: what for where, what in found.items() if what} == {}


@pytest.mark.parametrize("source", ["half = 0.5", "share = due / 12", "due /= 2", "float(due)"])
def test_a_fraction_is_noticed(source: str) -> None:
    assert inexact(ast.walk(ast.parse(source)))


@pytest.mark.parametrize(
    "source", ["share = due // 12", "half = (due + 1) // 2", "rest = due % 12"]
)
def test_whole_numbers_are_fine(source: str) -> None:
    assert not inexact(ast.walk(ast.parse(source)))
