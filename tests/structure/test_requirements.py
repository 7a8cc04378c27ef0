"""The requirement files: every version pinned with its hashes, none with an address."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.structure.tree import ROOT

FILES = ("requirements.txt", "requirements-dev.txt")
PIN = re.compile(
    r"([A-Za-z0-9._-]+)==(\S+)(?: ; [^\\]+)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)"
)


def said(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


def pins(file: str) -> dict[str, Version]:
    return {canonicalize_name(found[1]): Version(found[2]) for found in PIN.finditer(said(file))}


def wanted(*groups: str) -> list[Requirement]:
    project = tomllib.loads(said("pyproject.toml"))
    lines = [*project["project"]["dependencies"]]
    for group in groups:
        lines += project["dependency-groups"][group]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("file", FILES)
def test_every_line_is_a_version_with_its_hashes(file: str) -> None:
    assert PIN.sub("", said(file)).split() == []


@pytest.mark.parametrize("file", FILES)
def test_no_line_holds_an_address(file: str) -> None:
    assert re.findall(r"\S+://\S+|^-.*|@ .*", said(file), re.MULTILINE) == []


@pytest.mark.parametrize(
    ("file", "groups"),
    [("requirements.txt", ("build",)), ("requirements-dev.txt", ("build", "dev"))],
)
def test_the_versions_are_ones_the_project_asks_for(file: str, groups: tuple[str, ...]) -> None:
    pinned = pins(file)
    for requirement in wanted(*groups):
        version = pinned[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} is pinned at {version}"


def test_what_is_tested_is_what_runs() -> None:
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


def test_the_build_needs_nothing_that_is_not_pinned() -> None:
    needs = tomllib.loads(said("pyproject.toml"))["build-system"]["requires"]
    assert {canonicalize_name(Requirement(line).name) for line in needs} <= set(
        pins("requirements.txt")
    )
