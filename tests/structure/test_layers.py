"""Rooms and who may enter them: the contracts under [tool.importlinter] in pyproject.toml."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.structure.tree import ROOT, name, syntax

SELDOM = {
    "PIL",
    "alembic",
    "authlib",
    "lxml",
    "mollie",
    "numpy",
    "pikepdf",
    "procrastinate",
    "typst",
}
"""Libraries that take megabytes, and that most pages have no use for."""
DATA = {"amounts", "municipalities", "migrations", "_resources"}


def contracts() -> dict[str, dict[str, Any]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["id"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}


def rooms() -> set[str]:
    modules = (ROOT / "portal").glob("*")
    return {path.stem for path in modules if path.suffix == ".py" or _is_package(path)} - DATA


def _is_package(path: Path) -> bool:
    return path.is_dir() and any(path.glob("*.py"))


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in syntax(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.slow
def test_every_import_keeps_to_the_contracts() -> None:
    """Also for whoever runs pytest alone; `./test` asks the same beside its tests."""
    command = Path(sys.executable).with_name("lint-imports")
    told = subprocess.run(
        [command, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr


def test_no_room_is_forgotten_by_the_contracts() -> None:
    put_together = {"__init__", "app", "bench", "cli", "commands", "adapters"}
    named = {module.removeprefix("portal.") for module in contracts()["parts"]["source_modules"]}
    assert named == rooms() - put_together


def test_an_adapter_may_know_only_ports_errors_and_money() -> None:
    forbidden = contracts()["adapters"]["forbidden_modules"]
    allowed = {"adapters", "errors", "money", "ports", "__init__", "app"}
    assert {module.removeprefix("portal.") for module in forbidden} == rooms() - allowed


def test_rules_import_money_errors_and_each_other() -> None:
    allowed = ("portal.rules", "portal.money", "portal.errors")
    for path in (ROOT / "portal" / "rules").rglob("*.py"):
        ours = {module for module in imports_of(path) if module.split(".")[0] == "portal"}
        assert not {module for module in ours if not module.startswith(allowed)}, name(path)


@pytest.mark.slow
def test_a_server_begins_without_what_is_seldom_used() -> None:
    """A process of its own, as a server is one: what tests load says nothing."""
    told = subprocess.run(
        [sys.executable, "-c", "import portal.cli, portal.app, sys; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert SELDOM & set(told.stdout.split()) == set()
