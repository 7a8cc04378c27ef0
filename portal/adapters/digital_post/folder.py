"""A folder that stands for digital post: whoever runs the real one fetches letters from there."""

import json
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from portal.ports import NotSentError
from portal.ports.post import DigitalLetter


@dataclass(frozen=True)
class FolderPost:
    """Puts each letter into a folder as a PDF, and beside it what it is, which comes last."""

    folder: Path

    def deliver(self, letter: DigitalLetter) -> str:
        """Put one letter down; the same key again changes nothing. Raises NotSentError."""
        name = sha256(letter.key.encode()).hexdigest()[:32]
        told = {
            "key": letter.key,
            "recipient": letter.recipient,
            "title": letter.title,
            "language": letter.language,
            "file": f"{name}.pdf",
        }
        try:
            self._put(f"{name}.pdf", letter.pdf)
            self._put(f"{name}.json", json.dumps(told, ensure_ascii=False).encode())
        except OSError as error:
            raise NotSentError(type(error).__name__, is_final=False) from error
        return name

    def _put(self, name: str, content: bytes) -> None:
        """Write a file as a whole: nobody sees half of one."""
        whole, part = self.folder / name, self.folder / f".{name}.part"
        if whole.exists():
            return
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(whole)
