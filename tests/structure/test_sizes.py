"""A file names one idea; one that has grown past 300 lines names two."""

from tests.structure.tree import name, product, text

MOST_LINES = 300


def test_no_python_file_of_the_portal_is_too_long() -> None:
    long = {name(path): len(text(path).splitlines()) for path in product(".py")}
    assert {path: lines for path, lines in long.items() if lines > MOST_LINES} == {}


def test_every_python_file_says_what_it_is() -> None:
    silent = [name(path) for path in product(".py") if not text(path).startswith('"""')]
    assert silent == []
