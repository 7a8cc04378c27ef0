"""Templates hold no script, no style and only htmx 4: a strict policy can forbid the rest."""

import re
from collections.abc import Callable, Collection

import pytest

from tests.look.themes import ROOT

TEMPLATES = {
    path.relative_to(ROOT / "templates").as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "templates").rglob("*.html"))
}
FORBIDDEN = {
    "a style of its own": r"<style\b|\sstyle=",
    "a script of its own": r"<script(?![^>]*\bsrc=)|<script\b[^>]*>[^<]",
    "an inline handler": r"[\s\"']on[a-z]+=|hx-on\b|javascript:",
    "values that need eval": r"\bjs:|hx-trigger=\"[^\"]*\[|\"hx-trigger\": \"[^\"]*\[",
    "unescaped text": r"\|\s*safe\b|autoescape false",
    "a file of a third party": r"(?:src|href|action)=\"(?:https?:)?//",
}
_NAMES = (
    "get post put patch delete target swap swap-oob select select-oob trigger include vals headers"
    " indicator sync disable confirm preserve ignore encoding validate config status"
)
HTMX = {f"hx-{name}" for name in _NAMES.split()}
GIVES = {"hx-target", "hx-swap", "hx-include", "hx-headers", "hx-sync", "hx-indicator", "hx-vals"}
ASKS = re.compile(r"\bhx-(get|post|put|patch|delete)\b")


def _tags(source: str) -> list[str]:
    plain = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "", source, flags=re.DOTALL)
    return re.findall(r"<[a-z][^>]*>", plain)


def _whole(source: str) -> str:
    """Return the template with the ones it includes by name."""
    parts = re.split(r"\{% include \"([^\"]+\.html)\"[^%]*%\}", source)
    parts[1::2] = [_whole(TEMPLATES[name]) for name in parts[1::2]]
    return "".join(parts)


def _faults(look: Callable[[str], Collection[str]]) -> dict[str, Collection[str]]:
    """What is wrong in which template."""
    return {name: found for name, source in TEMPLATES.items() if (found := look(source))}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str) -> None:
    assert _faults(re.compile(FORBIDDEN[what]).findall) == {}


def _unknown_to_htmx(source: str) -> set[str]:
    return set(re.findall(r"[\s\"'](hx-[a-z-]+)(?:[=:\"'])", source)) - HTMX


def test_every_htmx_attribute_exists_in_version_4() -> None:
    assert _faults(_unknown_to_htmx) == {}


def _idle(source: str) -> list[str]:
    return [
        tag
        for tag in _tags(source)
        if not ASKS.search(tag) and GIVES & set(re.findall(r"\s(hx-[a-z-]+)=", tag))
    ]


def test_what_children_take_over_says_so() -> None:
    """Version 4 hands an attribute down only when it is written `hx-target:inherited`."""
    assert _faults(_idle) == {}


def _without_token(source: str) -> list[str]:
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", _whole(source), re.DOTALL)
    return [form for form in forms if not re.search(r"token\b|hidden_tag", form)]


def test_every_form_that_posts_carries_the_token() -> None:
    assert _faults(_without_token) == {}


@pytest.mark.parametrize(
    ("look", "source"),
    [
        (_unknown_to_htmx, '<a hx-boosted="true">'),
        (_idle, '<div hx-target="#sum">'),
        (_without_token, '<form method="post"><button>Send</button></form>'),
    ],
)
def test_a_fault_is_noticed(look: Callable[[str], Collection[str]], source: str) -> None:
    assert look(source)
