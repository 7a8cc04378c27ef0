"""Every command that the guides, the runbook and the units name is one there is."""

import re
from pathlib import Path

import click
import pytest

from portal.bench import web
from portal.cli import main

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
SCRIPTS = {"backup", "restore"}
"""What the command `overblik` runs beside those of the portal."""


def unknown(words: list[str]) -> list[str]:
    """Return the words that lead to no command, from the first that does not."""
    group: click.Command | None = main
    for at, word in enumerate(words):
        if not isinstance(group, click.Group) or (word in SCRIPTS and not at):
            return []
        group = group.commands.get(word)
        if group is None:
            return words[at:]
    return []


def test_every_command_of_the_guides_exists() -> None:
    guides = ("install", "runbook", "keys", "shared-service", "sign-in", "README")
    told = "\n".join((DEPLOY / f"{name}.md").read_text("utf-8") for name in guides)
    told += "\n".join(path.read_text("utf-8") for path in (DEPLOY / "systemd").iterdir())
    told += (DEPLOY / "compose.yaml").read_text("utf-8").replace(", ", " ")
    named = re.findall(
        r"(?:^|[`;=\[] ?|    |bin/)(?:overblik|portal) ([a-z]+(?: [a-z]+)?)", told, re.M
    )
    assert len(named) > 30
    assert [one for one in named if unknown(one.split())] == []


@pytest.mark.parametrize("unit", ["nightly", "worker"])
def test_what_runs_beside_the_pages_stands_back_for_them_as_in_the_measurement(unit: str) -> None:
    told = (DEPLOY / "systemd" / f"overblik-{unit}.service").read_text("utf-8")
    assert f"\nNice={web.NICE}\n" in told
