"""The wheel holds all that a portal reads, and works in an empty environment, from any folder."""

import json
import os
import shutil
import site
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.structure.tree import ROOT, name, repository

pytestmark = pytest.mark.slow
ASKED = {
    "municipality": "oss",
    "on": "2026-07-01",
    "ask": "plan",
    "income": {"monthly_net": "2100.00"},
    "claims": [{"id": "a", "kind": "benefit_recovery", "balance": "1200.00", "phase": "open"}],
}


def run(*command: str | Path, **settings: str | Path | None) -> str:
    """Run a command; return what it prints, or fail with what it said."""
    told = subprocess.run(
        [str(part) for part in command],
        cwd=settings.get("cwd"),
        input=settings.get("said"),
        env={"PATH": os.environ["PATH"], "HOME": str(settings.get("cwd"))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from what a fresh clone holds."""
    clone, made = tmp_path_factory.mktemp("clone"), tmp_path_factory.mktemp("wheel")
    for path in repository():
        (clone / name(path)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, clone / name(path))
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "wheel"]
    run(*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", made, clone, cwd=clone)
    return next(made.glob("overblik-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel in it, and the libraries of the running one within reach."""
    place = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", place, cwd=place)
    packages = next(place.glob("lib/python*/site-packages"))
    (packages / "libraries.pth").write_text("\n".join(site.getsitepackages()))
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    wanted = ["install", "--no-deps", "--no-index", wheel]
    run(*pip, "--python", place / "bin" / "python", *wanted, cwd=place)
    return place


def expected() -> set[str]:
    """Return the names that the files a portal reads have in the wheel."""
    inside = set()
    for path in map(name, repository()):
        if path.startswith("portal/"):
            inside.add(path)
        elif path.startswith(("templates/", "static/")):
            inside.add("portal/_resources/" + path)
            if path.endswith((".css", ".js", ".svg")):
                inside |= {f"portal/_resources/{path}{ending}" for ending in (".br", ".gz")}
        elif path.endswith(".po"):
            inside.add("portal/_resources/" + path.removesuffix(".po") + ".mo")
    return inside


def test_holds_all_that_a_portal_reads_and_nothing_else(wheel: Path) -> None:
    held = {held for held in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in held}
    assert held == expected()


def test_finds_its_own_files_from_another_folder(installed: Path, tmp_path: Path) -> None:
    ask = "from portal.resources import folder; print(folder('templates'))"
    found = run(installed / "bin" / "python", "-c", ask, cwd=tmp_path)
    assert Path(found.strip()).is_relative_to(installed)
    assert not Path(found.strip()).is_relative_to(ROOT)


def test_the_command_answers_from_another_folder(installed: Path, tmp_path: Path) -> None:
    said = run(installed / "bin" / "portal", "assess", cwd=tmp_path, said=json.dumps(ASKED))
    assert json.loads(said)["outcome"] == "grant"
