"""Disks without room, made by the machine itself: a file here may grow no further."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import event

from portal.adapters.files.folder import Folder
from portal.db import Database


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes: writing stops half way."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


class FullFolder(Folder):
    """A folder in which half of each file has room, until there is room again."""

    is_full = True

    def _write(self, part: Path, content: bytes) -> None:
        with no_file_longer_than(len(content) // 2) if self.is_full else nullcontext():
            super()._write(part, content)


@contextmanager
def no_room(database: Database) -> Iterator[None]:
    """Let an embedded database grow no further."""

    def stop(connection: Any, _record: Any) -> None:
        pages = connection.execute("pragma page_count").fetchone()[0]
        connection.execute(f"pragma max_page_count = {pages}")

    database.engine.dispose()
    event.listen(database.engine, "connect", stop)
    try:
        yield
    finally:
        event.remove(database.engine, "connect", stop)
        database.engine.dispose()
