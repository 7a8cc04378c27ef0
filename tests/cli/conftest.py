"""The command line with a data folder of its own, and a demo to work on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.cli import main
from portal.commands import demo as demonstration
from tests.web.conftest import TODAY

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command with a data folder of its own and no settings."""
    for name in ("DATABASE_URL", "MUNICIPALITY", "SECRET_KEY", "IDENTITY_KEY"):
        monkeypatch.delenv(f"PORTAL_{name}", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    def ran(*arguments: object, given: str | None = None) -> Result:
        return CliRunner().invoke(main, [str(a) for a in arguments], input=given)

    return ran


@pytest.fixture
def demo(run: Run) -> str:
    """A filled demo of Oss, as `portal demo` leaves it."""
    demonstration.prepare("oss", today=TODAY, fresh=True)
    return "oss"
