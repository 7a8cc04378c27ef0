"""Build step: compile texts, compress static files, and put all a portal reads into the wheel.

Run as a script it only makes those files in place, as ./run and ./test do.
"""

import gzip
import os
from pathlib import Path
from typing import Any

import brotli
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parents[1]
PACKED = "portal/_resources"
"""Where portal/resources.py looks for these folders in an installed package."""
COMPRESSED = {".css", ".js", ".svg"}


def compile_catalogues(root: Path) -> list[Path]:
    """Compile every messages.po under translations to a messages.mo beside it; return those."""
    return [_compile(source) for source in sorted(root.glob("translations/*/LC_MESSAGES/*.po"))]


def _compile(source: Path) -> Path:
    with source.open("rb") as texts:
        catalogue = read_po(texts, locale=source.parts[-3], abort_invalid=True)
    with _unfinished(source).open("wb") as compiled:
        write_mo(compiled, catalogue)
    return _unfinished(source).replace(source.with_suffix(".mo"))


def compress_static(root: Path) -> None:
    """Make a .br and a .gz beside every static file that shrinks; whitenoise sends those."""
    for source in sorted((root / "static").rglob("*")):
        if source.suffix in COMPRESSED:
            content = source.read_bytes()
            _write_beside(source, ".br", brotli.compress(content))
            _write_beside(source, ".gz", gzip.compress(content, mtime=0))


def _write_beside(source: Path, ending: str, content: bytes) -> None:
    _unfinished(source).write_bytes(content)
    _unfinished(source).replace(source.with_name(source.name + ending))


def _unfinished(source: Path) -> Path:
    """A file on its way; it gets its name when it is whole, so that nobody reads half of it."""
    return source.with_name(f".{source.name}.{os.getpid()}")


def resources(root: Path) -> list[Path]:
    """Make and return all files outside the package that a running portal reads."""
    compress_static(root)
    found = [*(root / "templates").rglob("*"), *(root / "static").rglob("*")]
    whole = [path for path in found if path.is_file() and not path.name.startswith(".")]
    return whole + compile_catalogues(root)


class BuildHook(BuildHookInterface[Any]):
    """Called by hatchling for each build; an editable install reads the folders where they are."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the resources to the files of the wheel."""
        root = Path(self.root)
        for path in resources(root):
            if version != "editable":
                packed = f"{PACKED}/{path.relative_to(root).as_posix()}"
                build_data["force_include"][str(path)] = packed


if __name__ == "__main__":
    resources(ROOT)
