"""The files of the repository, as the structural tests look at them."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
_GROWN = {".venv", ".git", "__pycache__", "build", "dist", "node_modules", "test-results"}


def repository() -> list[Path]:
    """Return the files that are or could be committed; without git, all but generated ones."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = listed.stdout.decode().split("\0")
        return sorted(path for name in names if name and (path := ROOT / name).is_file())
    return sorted(
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and not _GROWN & set(path.parts)
        and not any(part.endswith("_cache") for part in path.parts)
    )


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
