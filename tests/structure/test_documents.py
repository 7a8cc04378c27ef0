"""What the documents say is there: files they point at, settings, the version."""

import re
import subprocess
import sys
import tomllib

from tests.structure.tree import ROOT, name, product, repository, text

LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
SETTING = re.compile(r"PORTAL_[A-Z_]+[A-Z]")


def test_links_between_files_lead_somewhere() -> None:
    broken = [
        f"{name(path)}: {target}"
        for path in repository()
        if path.suffix == ".md"
        for target in LINK.findall(text(path))
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert broken == []


def test_every_setting_is_explained() -> None:
    used = {found for path in product(".py") for found in SETTING.findall(text(path))}
    assert used - set(SETTING.findall(text(ROOT / "deploy" / "README.md"))) == set()


def test_the_changelog_knows_the_version() -> None:
    version = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["version"]
    assert version in text(ROOT / "CHANGELOG.md")


def test_the_drawing_of_the_house_is_as_the_house_stands() -> None:
    """After a change of rooms: deploy/house."""
    made = subprocess.run(
        [sys.executable, ROOT / "deploy" / "house", "--print"], capture_output=True, check=True
    )
    assert made.stdout.decode() == text(ROOT / "deploy" / "pictures" / "house.svg")
