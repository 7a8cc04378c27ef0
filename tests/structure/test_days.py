"""The day of a moment is taken where it is known which country's day is meant."""

import ast

from tests.structure.tree import name, product, syntax

ALLOWED = {"portal/clock.py", "portal/commands/days.py"}
"""Where a moment becomes a day of a country; where what was typed as a day is read."""


def test_no_day_is_taken_from_a_moment_elsewhere() -> None:
    """Moments are kept in UTC, whose day begins one or two hours after that of the people."""
    found = {
        f"{name(path)}:{node.lineno}"
        for path in product(".py")
        if name(path) not in ALLOWED
        for node in syntax(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "date"
        and not node.args
    }
    assert found == set()
