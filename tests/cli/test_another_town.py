"""A third municipality is a folder away: made here by adding one, and nothing else."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.app import create_app
from portal.commands import demo
from portal.municipality import load, names
from portal.municipality.reading import read
from tests.cli.test_commands import REQUEST
from tests.web.conftest import TODAY, Visitor

TOWN = "demostad"
ELSEWHERE = {
    "municipality.toml": [
        ('title = "Gemeente Oss"', 'title = "Gemeente Demostad"'),
        ('languages = ["nl", "en", "da"]', 'languages = ["en", "nl"]'),
        ('value = ["uk", "ar", "pl", "tr"]', 'value = ["pl"]'),
        ('phone = "0412-000 000"', 'phone = "0900-000 000"'),
    ],
    "policy.toml": [
        ("value = 120\n", "value = 130\n"),
        ("[[settings.capacity_percent]]\nfrom = 2024-01-01\nvalue = 50",
         "[[settings.capacity_percent]]\nfrom = 2024-01-01\nvalue = 40"),
    ],
    "theme.css": [("#5c2a5f", "#0b5d5e")],
}  # fmt: skip
"""What this town does in another way than the one its folder was copied from."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with one more municipality, which the portal is told of."""
    home = tmp_path / "towns"
    shutil.copytree(Path(str(load("oss").folder)), home / TOWN)
    for name, changes in ELSEWHERE.items():
        path = home / TOWN / name
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, f"{name} has no {old!r}"
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("PORTAL_MUNICIPALITIES", str(home))
    names.cache_clear()
    yield home
    monkeypatch.undo()
    names.cache_clear()


@pytest.fixture
def town(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The demo of that municipality."""
    monkeypatch.delenv("PORTAL_DATABASE_URL", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return create_app(demo.prepare(TOWN, today=TODAY, fresh=True))


def assessed(folder: Path, municipality: str) -> dict[str, str]:
    """Return what the command answers to one request, as a program that calls it sees it."""
    done = subprocess.run(
        [Path(sys.executable).with_name("portal"), "assess"],
        input=json.dumps({**REQUEST, "municipality": municipality}),
        env={**os.environ, "PORTAL_MUNICIPALITIES": str(folder)},
        capture_output=True,
        check=True,
        text=True,
    )
    answer: dict[str, str] = json.loads(done.stdout)
    return answer


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("portal"), "--help"],
        env={**os.environ, "PORTAL_MUNICIPALITIES": str(tmp_path / "nowhere")},
        capture_output=True,
        check=False,
        text=True,
    )
    told = "Set PORTAL_MUNICIPALITIES to a folder, or leave it out.\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)


def test_its_own_percentages_decide(folder: Path) -> None:
    """Norm 1,419.46; 130 % is 1,845.29; of the 154.71 above it 40 % is 61.88."""
    assert assessed(folder, "oss")["capacity"] == "148.32"
    assert assessed(folder, TOWN)["capacity"] == "61.88"


def test_its_own_name_languages_phone_and_colours_are_on_the_pages(town: Flask) -> None:
    page = town.test_client().get("/", headers={"Accept-Language": "da, nl;q=0.5"})
    assert "Gemeente Demostad" in page.text
    assert "0900-000 000" in page.text
    assert 'lang="nl"' in page.text
    assert "Dansk" not in page.text
    assert "#0b5d5e" in town.test_client().get("/theme.css").text


def test_residents_and_staff_find_their_pages(town: Flask) -> None:
    resident, worker = Visitor(town, "demo-several"), Visitor(town, "demo-worker")
    for visitor, pages in (
        (resident, ("/overview", "/ask", "/letters", "/rules")),
        (worker, ("/staff/", "/staff/rules", "/staff/people", "/staff/money")),
    ):
        assert [visitor.get(page).status_code for page in pages] == [200] * len(pages)


def test_a_folder_of_ones_own_goes_before_ours_of_that_name(folder: Path) -> None:
    (folder / TOWN).rename(folder / "oss")
    names.cache_clear()
    assert names() == ("norddjurs", "oss")
    assert read(folder / "oss").title == "Gemeente Demostad"
