"""Files of others are the ones their makers published, with their licences."""

import hashlib
import re

import pytest

from tests.look.themes import ROOT

VENDOR = ROOT / "static" / "vendor"
README = (VENDOR / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\S+) \|.*\| ([0-9a-f]{64}) \|$", README, re.MULTILINE)
MADE_BY_THE_BUILD = {".br", ".gz"}


@pytest.mark.parametrize(("file", "digest"), ROWS)
def test_a_vendored_file_is_unmodified(file: str, digest: str) -> None:
    assert hashlib.sha256((VENDOR / file).read_bytes()).hexdigest() == digest


def test_every_vendored_file_has_its_row_or_is_a_licence() -> None:
    files = {
        path.relative_to(VENDOR).as_posix()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.suffix not in MADE_BY_THE_BUILD
    }
    licences = {file for file in files if file.endswith("/LICENSE")}
    assert files - licences - {"README.md"} == {file for file, _ in ROWS}
    assert {file.partition("/")[0] + "/LICENSE" for file, _ in ROWS} <= licences
