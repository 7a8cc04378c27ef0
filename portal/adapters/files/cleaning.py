"""Makes a file anew: here, or in a process of its own that may not use much and may fall over."""

import json
import subprocess
import sys
from dataclasses import asdict

from portal.adapters.files.kinds import kind_of
from portal.ports.files import Cleaned, FileNotTaken, Limits

CHILD = "from portal.adapters.files.child import main; main()"
SECONDS = 12
"""How long a file may take, in a process of its own."""


class Here:
    """Makes files anew in this process: for tests, and inside the process of its own."""

    def clean(self, content: bytes, limits: Limits) -> Cleaned:
        """Return the file made anew. Raises FileNotTaken."""
        if not content:
            raise FileNotTaken("evidence-empty")
        if len(content) > limits.most_bytes:
            raise FileNotTaken("evidence-too-large")
        made = _made(kind_of(content), content, limits)
        if len(made.content) > limits.most_bytes:
            raise FileNotTaken("evidence-too-large")
        return made


def _made(kind: str, content: bytes, limits: Limits) -> Cleaned:
    """Use what reads this kind; who sends no file loads none of it."""
    if not kind:
        raise FileNotTaken("evidence-other-kind")
    if kind == "pdf":
        from portal.adapters.files.pdfs import clean_pdf  # noqa: PLC0415

        return clean_pdf(content, limits)
    from portal.adapters.files.images import clean_image  # noqa: PLC0415

    return clean_image(kind, content, limits)


class Apart:
    """Makes each file anew in a process of its own.

    A file that fills the memory, never ends or breaks what reads it does so to that process alone.
    """

    def clean(self, content: bytes, limits: Limits) -> Cleaned:
        """Return the file made anew. Raises FileNotTaken."""
        if not content or len(content) > limits.most_bytes or not kind_of(content):
            return Here().clean(content, limits)  # told without a process
        try:
            done = subprocess.run(  # noqa: S603  (our own program; what others sent is its input)
                [sys.executable, "-I", "-c", CHILD],
                input=json.dumps(asdict(limits)).encode() + b"\n" + content,
                capture_output=True,
                timeout=SECONDS,
                check=False,
                env={},
            )
        except subprocess.TimeoutExpired:
            raise FileNotTaken("evidence-broken") from None
        if done.returncode != 0:
            raise FileNotTaken("evidence-broken")
        return _read(done.stdout)


def _read(told: bytes) -> Cleaned:
    """Read what the process said: a line about it, the file, the small picture."""
    line, _, rest = told.partition(b"\n")
    said = json.loads(line)
    if "message" in said:
        raise FileNotTaken(said["message"])
    size = said["size"]
    return Cleaned(said["kind"], rest[:size], said["pages"], rest[size:])
