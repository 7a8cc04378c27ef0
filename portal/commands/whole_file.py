"""A file that is there whole or not at all, and that nobody else can read unless it is let."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

PRIVATE, PUBLIC = 0o600, 0o666
"""Who may read it: nobody else, or who the machine usually lets."""


@contextmanager
def whole_file(path: Path, mode: int = PRIVATE) -> Iterator[TextIO]:
    """A file to write text to, under its own name as soon as it is whole."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
