"""Every act that code records, and every look, has words the privacy officer can read."""

import ast
from collections.abc import Iterator
from functools import cache

from portal.people import vault
from portal.people.trail.acts import ACTS
from portal.web.staff.door import KINDS
from tests.structure.tree import ROOT, mentions, name, product, syntax

PLACES = {"audit.record": 3, "entry.look": 0, "by.record": 1, "_record": 2, "books.record": 2}
"""Who takes an act, and which of the arguments it is."""


def test_an_act_that_is_written_out_is_one_of_the_list() -> None:
    written = {(where, act) for where, act, is_whole in found() if is_whole}
    assert len({act for _, act in written}) > 80, "the scan sees the calls"
    assert {(where, act) for where, act in written if act not in ACTS} == set()


def test_an_act_put_together_begins_like_some_of_the_list() -> None:
    put_together = {(where, act) for where, act, is_whole in found() if not is_whole}
    assert {
        (where, act) for where, act in put_together if not any(one.startswith(act) for one in ACTS)
    } == set()


def test_every_step_of_a_case_has_words() -> None:
    steps = {(where, step) for where, step in steps_of_cases() if f"case:{step}" not in ACTS}
    assert len(steps_of_cases()) > 20, "the scan sees the calls"
    assert steps == set()


def test_the_look_that_a_number_of_a_file_leaves_has_words() -> None:
    assert vault.LOOK in ACTS


def test_a_page_about_somebody_has_words_for_the_look_at_it() -> None:
    looks = {f"{kind}:look" for kind in (*KINDS.values(), "receipt", "evidence", "books")}
    assert looks - set(ACTS) == set()


def test_the_list_is_in_alphabet_and_names_each_once() -> None:
    assert list(ACTS) == sorted(set(ACTS))


@cache
def found() -> list[tuple[str, str, bool]]:
    """Each act in code: where, its code or how it begins, and whether it is written out whole."""
    return [
        (f"{name(path)}:{node.lineno}", act, is_whole)
        for path in product(".py")
        if mentions(path, *PLACES)
        for node in syntax(path)
        if isinstance(node, ast.Call)
        for act, is_whole in _acts(node)
        if ":" in act
    ]


def steps_of_cases() -> set[tuple[str, str]]:
    """Each step that moves a case, as `progress.move` keeps it, and where."""
    return {
        (f"{name(path)}:{node.lineno}", step)
        for path in product(".py")
        if path.is_relative_to(ROOT / "portal" / "cases")
        for node in syntax(path)
        if isinstance(node, ast.Call)
        for step, _ in _steps(node)
    }


def _steps(call: ast.Call) -> Iterator[tuple[str, bool]]:
    moved = call.args[3:4] if ast.unparse(call.func) == "_moved" else []
    for given in (*moved, *(one.value for one in call.keywords if one.arg == "event")):
        yield from _said(given)


def _acts(call: ast.Call) -> Iterator[tuple[str, bool]]:
    place = PLACES.get(ast.unparse(call.func))
    if place is not None and len(call.args) > place:
        yield from _said(call.args[place])


def _said(given: ast.expr) -> Iterator[tuple[str, bool]]:
    match given:
        case ast.Constant(value=str(said)):
            yield said, True
        case ast.IfExp(body=one, orelse=other):
            yield from (*_said(one), *_said(other))
        case ast.JoinedStr(values=[ast.Constant(value=str(begun)), *_]):
            yield begun, False
