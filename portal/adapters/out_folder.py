"""A folder where things are put down for whoever sends them on, and where they tell their fate.

They put an empty file beside a thing: `<name>.delivered` or `<name>.undelivered`.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from portal.ports.mail import NotSentError
from portal.ports.sms import Fate


@dataclass(frozen=True)
class OutFolder:
    """One folder of things to send on."""

    folder: Path

    def put(self, key: str, told: Mapping[str, str], *, pdf: bytes | None = None) -> str:
        """Put a thing down and return its name; the same key again changes nothing.

        What it is comes last, so that who finds that finds all. Raises NotSentError.
        """
        name = sha256(key.encode()).hexdigest()[:32]
        about = {"key": key, **told} | ({} if pdf is None else {"file": f"{name}.pdf"})
        try:
            if pdf is not None:
                self._write(f"{name}.pdf", pdf)
            self._write(f"{name}.json", json.dumps(about, ensure_ascii=False).encode())
        except OSError as error:
            raise NotSentError(type(error).__name__, is_final=False) from error
        return name

    def fate(self, name: str) -> Fate:
        """Return what came of a thing. Raises NotSentError when the folder is away."""
        if not self.folder.is_dir():
            raise NotSentError("NotADirectoryError", is_final=False)
        fates: tuple[Fate, ...] = ("undelivered", "delivered")
        return next((one for one in fates if (self.folder / f"{name}.{one}").exists()), "")

    def _write(self, name: str, content: bytes) -> None:
        """Write a file as a whole: nobody sees half of one."""
        whole, part = self.folder / name, self.folder / f".{name}.part"
        if whole.exists():
            return
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(whole)
