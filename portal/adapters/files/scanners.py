"""Scanners for malware: clamd over its own socket, none at all, and a twin for tests."""

import socket
import struct
from dataclasses import dataclass
from pathlib import Path

from portal.ports.files import FileNotTaken

TIMEOUT = 20.0
"""Seconds a scanner may take for one answer."""
_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096
TEST_FILE = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
"""What every scanner takes for malware though it is none."""


@dataclass(frozen=True)
class Clamd:
    """ClamAV's daemon, by the path of its socket or by a port of this machine."""

    path: Path | None = None
    port: int = 0
    name: str = "clamd"

    def scan(self, content: bytes) -> None:
        """Raise FileNotTaken when something was found, or when there is no answer."""
        try:
            said = self._ask(content)
        except OSError:
            raise FileNotTaken("evidence-not-scanned") from None
        if said.endswith(b" FOUND"):
            raise FileNotTaken("evidence-malware")
        if said != b"stream: OK":
            raise FileNotTaken("evidence-not-scanned")

    def _ask(self, content: bytes) -> bytes:
        """Send the file in pieces, each after its length; the answer ends with a zero byte."""
        with self._connected() as clamd:
            clamd.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), _PIECE):
                piece = content[start : start + _PIECE]
                clamd.sendall(struct.pack("!L", len(piece)) + piece)
            clamd.sendall(struct.pack("!L", 0))
            said = b""
            while not said.endswith(b"\0") and len(said) < _LONGEST_ANSWER:
                more = clamd.recv(_LONGEST_ANSWER)
                if not more:
                    break
                said += more
        return said.rstrip(b"\0")

    def _connected(self) -> socket.socket:
        if self.path is None:
            return socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT)
        found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        found.settimeout(TIMEOUT)
        try:
            found.connect(str(self.path))
        except OSError:
            found.close()
            raise
        return found


@dataclass(frozen=True)
class NoScanner:
    """Nothing is scanned, and the record says so."""

    name: str = "none"

    def scan(self, content: bytes) -> None:
        """Let every file pass."""


@dataclass(frozen=True)
class Twin:
    """A scanner that knows the test file alone; `is_down`: it answers nothing."""

    is_down: bool = False
    name: str = "twin"

    def scan(self, content: bytes) -> None:
        """Raise FileNotTaken for the test file, and for all when it is down."""
        if self.is_down:
            raise FileNotTaken("evidence-not-scanned")
        if TEST_FILE in content:
            raise FileNotTaken("evidence-malware")
