"""Templates hold no script, no style and only htmx 4: a strict policy can forbid the rest."""

import re
from pathlib import Path

import pytest

from tests.look.themes import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
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


def _name(path: Path) -> str:
    return path.relative_to(ROOT / "templates").as_posix()


def _tags(source: str) -> list[str]:
    plain = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "", source, flags=re.DOTALL)
    return re.findall(r"<[a-z][^>]*>", plain)


def _whole(path: Path) -> str:
    """Return the template with the ones it includes by name."""
    parts = re.split(r"\{% include \"([^\"]+\.html)\"[^%]*%\}", path.read_text(encoding="utf-8"))
    parts[1::2] = [_whole(ROOT / "templates" / name) for name in parts[1::2]]
    return "".join(parts)


@pytest.mark.parametrize("what", FORBIDDEN)
@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_no_template_holds(path: Path, what: str) -> None:
    assert re.findall(FORBIDDEN[what], path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_every_htmx_attribute_exists_in_version_4(path: Path) -> None:
    written = re.findall(r"[\s\"'](hx-[a-z-]+)(?:[=:\"'])", path.read_text(encoding="utf-8"))
    assert set(written) <= HTMX


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_what_children_take_over_says_so(path: Path) -> None:
    """Version 4 hands an attribute down only when it is written `hx-target:inherited`."""
    idle = [
        tag
        for tag in _tags(path.read_text(encoding="utf-8"))
        if not ASKS.search(tag) and GIVES & set(re.findall(r"\s(hx-[a-z-]+)=", tag))
    ]
    assert idle == []


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_every_form_that_posts_carries_the_token(path: Path) -> None:
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", _whole(path), re.DOTALL)
    assert [form for form in forms if not re.search(r"token\b|hidden_tag", form)] == []
