"""Decisions: one page each, numbered, with what was so, what was decided, and why."""

import re
from pathlib import Path

import pytest

from tests.structure.tree import ROOT, name

DECISIONS = sorted((ROOT / "deploy" / "decisions").glob("*.md"))
ONE_PAGE = 60


@pytest.mark.parametrize("path", DECISIONS, ids=name)
def test_a_decision_is_one_page_with_context_decision_and_why(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    number = path.name[:4]
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", path.name)
    assert lines[0].startswith(f"# {number}: ")
    assert [line for line in lines if line.startswith("## ")] == [
        "## Context",
        "## Decision",
        "## Why",
    ]
    assert len(lines) <= ONE_PAGE


def test_a_number_is_given_once() -> None:
    numbers = [path.name[:4] for path in DECISIONS]
    assert numbers == sorted(set(numbers))


def test_the_list_of_decisions_names_each_with_its_title() -> None:
    """A new one: its line goes into deploy/decisions.md."""
    listed = (ROOT / "deploy" / "decisions.md").read_text(encoding="utf-8")
    lines = {f"- [{path.name[:4]}](decisions/{path.name}) {title(path)}" for path in DECISIONS}
    assert lines - set(listed.splitlines()) == set()


def title(path: Path) -> str:
    return path.read_text(encoding="utf-8").splitlines()[0].partition(": ")[2]
