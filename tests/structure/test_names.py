"""A municipality is a folder of data: nothing else in the product knows one by name."""

import re

import pytest

from tests.structure.tree import ROOT, name, product, repository, text

NAMES = sorted(
    path.name for path in (ROOT / "portal" / "municipalities").iterdir() if path.is_dir()
)
_LETTERS = r"[^\W\d_]"
NAMED = re.compile(rf"(?<!{_LETTERS})({'|'.join(NAMES)})(?!{_LETTERS})", re.IGNORECASE)
AT_HOME = ("portal/municipalities/", "portal/amounts/")


def mentions(said: str) -> list[str]:
    """Return the lines that name a municipality."""
    return [line.strip() for line in said.splitlines() if NAMED.search(line)]


def test_both_municipalities_are_looked_for() -> None:
    assert NAMES == ["norddjurs", "oss"]


def test_only_its_own_folder_names_a_municipality() -> None:
    files = product(".py", ".toml", ".html", ".txt", ".css", ".js", ".svg", ".po", ".mako", ".csv")
    found = [
        f"{name(path)}: {line}"
        for path in files
        if not name(path).startswith(AT_HOME)
        for line in mentions(text(path))
    ]
    assert found == []


def test_no_file_outside_its_folder_is_named_after_one() -> None:
    tops = ("portal/", "templates/", "static/", "translations/")
    names = [name(path) for path in repository() if name(path).startswith(tops)]
    assert [path for path in names if NAMED.search(path) and not path.startswith(AT_HOME)] == []


@pytest.mark.parametrize(
    "line", ['if town == "oss":', "OSS_MINIMUM = 25", "# Gemeente Oss", "in-oss"]
)
def test_a_name_is_noticed(line: str) -> None:
    assert mentions(line)


@pytest.mark.parametrize("line", ["across the board", "gloss", "lossless", "crossing"])
def test_a_word_that_holds_the_letters_is_fine(line: str) -> None:
    assert not mentions(line)
