"""A folder of files by random names; and its twin in memory."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from portal.ports.files import NoRoom

_NAME = re.compile(r"[A-Za-z0-9_-]{16,64}(\.s)?")
"""Names are ours: random signs, and an ending for the small picture. No path fits it."""
_KEPT, _PART = ".kept", ".kept.part"
"""How names end in the folder: whatever else lies there is not ours, and is left alone."""


class Folder:
    """Keeps files in one folder of this machine, or of a disk that machines share."""

    def __init__(self, path: Path) -> None:
        """Make the folder when it is missing, closed to others."""
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = path

    def write(self, name: str, content: bytes) -> None:
        """Keep a file: it is there whole or not at all. Raises NoRoom."""
        target = self._at(name)
        part = target.with_name(f"{name}{_PART}")
        try:
            self._write(part, content)
            part.replace(target)
        except OSError as error:
            with suppress(OSError):
                part.unlink()  # half of a file takes the room that others need
            raise NoRoom from error

    def _write(self, part: Path, content: bytes) -> None:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def read(self, name: str) -> bytes | None:
        """Return the file, or None when it is not there."""
        try:
            return self._at(name).read_bytes()
        except FileNotFoundError:
            return None

    def delete(self, name: str) -> None:
        """Throw a file away; one that is not there is no fault."""
        self._at(name).unlink(missing_ok=True)

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Give every name and since when; parts left by a process that died count too."""
        with os.scandir(self.path) as entries:
            for entry in entries:
                if not entry.name.endswith((_KEPT, _PART)) or not entry.is_file():
                    continue
                try:
                    since = datetime.fromtimestamp(entry.stat().st_mtime, UTC)
                except FileNotFoundError:
                    continue  # thrown away meanwhile, or whole and under its name
                yield entry.name.removesuffix(_KEPT), since

    def _at(self, name: str) -> Path:
        if not _NAME.fullmatch(name.removesuffix(_PART)):
            raise ValueError("no name of a file")
        return self.path / (name if name.endswith(_PART) else f"{name}{_KEPT}")


class Memory:
    """The twin: keeps files until the process ends."""

    def __init__(self) -> None:
        """Begin empty."""
        self._files: dict[str, tuple[bytes, datetime]] = {}

    def write(self, name: str, content: bytes) -> None:
        """Keep a file."""
        if not _NAME.fullmatch(name):
            raise ValueError("no name of a file")
        self._files[name] = (content, datetime.now(UTC))

    def read(self, name: str) -> bytes | None:
        """Return the file, or None when it is not there."""
        found = self._files.get(name)
        return found[0] if found else None

    def delete(self, name: str) -> None:
        """Throw a file away; one that is not there is no fault."""
        self._files.pop(name, None)

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Give every name and since when."""
        yield from [(name, kept) for name, (_, kept) in self._files.items()]
