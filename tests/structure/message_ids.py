"""Which texts the product asks for: ids written out, and ids put together from parts."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, nodes

from tests.structure.tree import name, product, syntax, text

ASKS = {"_": 0, "gettext": 0, "lazy_gettext": 0, "text": 1, "NotNow": 0, "Needed": 0}
"""Who takes the id of a text, and which of the arguments it is."""
OFFERS = ("choices_of",)
"""Who takes the beginning of ids, and puts a dash and each of some names behind it."""
SOME = ".+"
_JINJA = Environment()


@dataclass(frozen=True)
class Use:
    """A place where the product asks for a text."""

    where: str
    pattern: str
    """A regular expression for the id; one that is written out matches itself alone."""
    given: frozenset[str] | None
    """The names of the values that go with it; None when that cannot be seen."""

    @property
    def is_computed(self) -> bool:
        return SOME in self.pattern


@cache
def uses() -> list[Use]:
    """Return every place in code and templates that names a text, wholly or in part."""
    found = [use for path in product(".py") for use in _in_code(path)]
    found += [use for path in product(".html", ".txt") for use in _in_page(path)]
    return [use for use in found if re.search(r"[a-z]{2}", use.pattern)]


@cache
def quoted() -> set[str]:
    """Return every string of code, templates and data: an id among these is in use somewhere."""
    found: set[str] = set()
    for path in product(".py"):
        found |= {node.value for node in _strings(syntax(path))}
    for path in product(".html", ".txt"):
        found |= {str(constant.value) for constant in _page(path).find_all(nodes.Const)}
    for path in product(".toml"):
        found |= set(_values(tomllib.loads(text(path))))
    return found


@cache
def _page(path: Path) -> nodes.Template:
    return _JINJA.parse(text(path))


def _strings(parts: Iterable[ast.AST]) -> Iterator[ast.Constant]:
    for node in parts:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node


def _values(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from _values(value)
    elif isinstance(data, list):
        for value in data:
            yield from _values(value)
    elif isinstance(data, str):
        yield data


def _in_code(path: Path) -> Iterator[Use]:
    where = name(path)
    for node in syntax(path):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called in OFFERS:
                for begun in _code_patterns(node.args[0]):
                    yield Use(f"{where}:{node.lineno}", f"{begun}-{SOME}", frozenset())
            place = ASKS.get(called)
            if place is not None and len(node.args) > place:
                given = {keyword.arg for keyword in node.keywords}
                for pattern in _code_patterns(node.args[place]):
                    yield Use(f"{where}:{node.lineno}", pattern, _names(given))
        elif isinstance(node, ast.ClassDef):
            yield from _class_messages(where, node)


def _class_messages(where: str, owner: ast.ClassDef) -> Iterator[Use]:
    for node in owner.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "message":
            for pattern in _code_patterns(node.value):
                yield Use(f"{where}:{node.lineno}", pattern, None)


def _names(given: set[str | None]) -> frozenset[str] | None:
    return None if None in given else frozenset(name for name in given if name)


def _code_patterns(node: ast.expr) -> list[str]:
    match node:
        case ast.Constant(value=str(said)):
            return [re.escape(said)]
        case ast.IfExp(body=one, orelse=other):
            return _code_patterns(one) + _code_patterns(other)
        case ast.JoinedStr(values=parts):
            return ["".join(_code_patterns(part)[0] for part in parts)]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [a + b for a in _code_patterns(left) for b in _code_patterns(right)]
        case ast.Call(func=ast.Attribute(value=changed, attr="replace")):
            return _code_patterns(changed)
    return [SOME]


def _in_page(path: Path) -> Iterator[Use]:
    where = name(path)
    for call in _page(path).find_all(nodes.Call):
        called = getattr(call.node, "name", "")
        if called in ("_", "gettext") and call.args:
            seen = None if call.dyn_kwargs else frozenset(word.key for word in call.kwargs)
            for pattern in _page_patterns(call.args[0]):
                yield Use(f"{where}:{call.lineno}", pattern, seen)


def _page_patterns(node: nodes.Node | None) -> list[str]:
    match node:
        case nodes.Const(value=str(said)):
            return [re.escape(said)]
        case nodes.CondExpr(expr1=one, expr2=other):
            return _page_patterns(one) + _page_patterns(other)
        case nodes.Concat(nodes=parts):
            return ["".join(_page_patterns(part)[0] for part in parts)]
        case nodes.Add(left=left, right=right):
            return [a + b for a in _page_patterns(left) for b in _page_patterns(right)]
        case nodes.Filter(node=changed, name="replace"):
            return _page_patterns(changed)
    return [SOME]
