"""The files of the repository, as the structural tests look at them."""

import ast
import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
_GROWN = {".venv", ".git", "__pycache__", "build", "dist", "test-results", ".hypothesis"}
_MADE = (".mo", ".br", ".gz", ".pyc")


@cache
def repository() -> tuple[Path, ...]:
    """Return the files that are or could be committed; without git, all but generated ones."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    if shutil.which("git"):
        listed = subprocess.run(listing, cwd=ROOT, capture_output=True, check=False)
        if listed.returncode == 0:
            names = listed.stdout.decode().split("\0")
            return tuple(sorted(path for name in names if name and (path := ROOT / name).is_file()))
    return tuple(sorted(_written()))


def _written() -> Iterator[Path]:
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in _GROWN and "_cache" not in name]
        yield from (Path(folder) / name for name in files if not name.endswith(_MADE))


def product(*suffixes: str) -> list[Path]:
    """Return the files of the product with one of these suffixes; vendored ones are left out."""
    tops = ("portal", "templates", "static", "translations")
    return [
        path
        for path in repository()
        if path.relative_to(ROOT).parts[0] in tops
        and "vendor" not in path.parts
        and path.suffix in suffixes
    ]


def name(path: Path) -> str:
    """Return the path as people write it."""
    return path.relative_to(ROOT).as_posix()


def text(path: Path) -> str:
    """Return what the file says; a picture says nothing."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def syntax(path: Path) -> tuple[ast.AST, ...]:
    """Return all that a Python file consists of, read once for all tests that look through it."""
    return tuple(ast.walk(ast.parse(text(path))))


def mentions(path: Path, *words: str) -> bool:
    """Whether a file may say one of these words: most need no closer look."""
    said = text(path)
    return any(word in said for word in words)
