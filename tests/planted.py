"""Looks through what the portal puts out while the tests run: no identity number may be in it.

The numbers are those of the demo and of some people of the tests. Looked at are lines of the log
with their faults, addresses that are asked or led to, error pages, mails, text messages, and what
commands say.
"""

import csv
import logging
import re
import tomllib
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from werkzeug.test import Client, TestResponse

from portal.ports.mail import Mail
from portal.ports.sms import Sms

TOWNS = Path(__file__).parent.parent / "portal" / "municipalities"
OF_TESTS = {"999990135", "111222333", "0101901238", "0202902334", "999999990"}
SHOWS_WHAT_WAS_TYPED = {409, 422}
"""Pages that come back to whoever typed, with what they typed."""


def numbers() -> set[str]:
    """Return the numbers that are planted."""
    found = set(OF_TESTS)
    for folder in TOWNS.iterdir():
        if (folder / "demo.toml").is_file():
            told = tomllib.loads((folder / "demo.toml").read_text("utf-8"))
            found |= {one["identity_number"] for one in told["people"]}
            with (folder / "demo-claims.csv").open(encoding="utf-8-sig", newline="") as file:
                found |= {row["identity_number"] for row in csv.DictReader(file)}
    return {number.replace("-", "") for number in found if number}


def pattern(planted: set[str]) -> re.Pattern[str]:
    """Return what finds any of them, also with the hyphen of a CPR number, in no longer word."""
    ways = sorted(f"{one[:6]}-?{one[6:]}" if len(one) == 10 else one for one in planted)
    return re.compile(rf"(?<![0-9A-Za-z])(?:{'|'.join(ways)})(?![0-9A-Za-z])")


class Watch(logging.Handler):
    """What was found so far, and where; the number itself is not repeated."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.found: list[str] = []
        self._pattern = pattern(numbers())
        self._lines = logging.Formatter()

    def look(self, where: str, text: str) -> None:
        """Look at one thing that was put out."""
        if self._pattern.search(text):
            self.found.append(where)

    def emit(self, record: logging.LogRecord) -> None:
        """Look at a line of a log, with what `told` adds to it and the words of its fault."""
        told = getattr(record, "told", "")
        self.look(f"log {record.name}", f"{self._lines.format(record)} {told}")

    def answered(self, answer: TestResponse) -> None:
        """Look at the address that was asked, at where it leads, and at an error page."""
        for one in (*answer.history, answer):
            self.look("address", f"{one.request.path} {one.request.query_string.decode()}")
            self.look("address it leads to", one.headers.get("Location", ""))
        if answer.status_code >= 400 and answer.status_code not in SHOWS_WHAT_WAS_TYPED:
            self.look(f"page {answer.status_code}", answer.get_data(as_text=True))

    def again(self) -> None:
        """Listen to the log, also after something took all listeners off."""
        logging.getLogger().addHandler(self)

    def taken(self) -> list[str]:
        """Return what was found since the last time."""
        found, self.found = self.found, []
        return found


def begin() -> Watch:
    """Watch from now on; what takes the handlers off the log is met by `again`."""
    watch = Watch()
    _after(Client, "open", lambda answer, *_, **__: watch.answered(answer))
    for kind in (Mail, Sms):
        _after(kind, "__init__", lambda _, made, *__, **___: watch.look("message", repr(made)))
    _after(click, "echo", lambda _, said="", *__, **___: watch.look("command", str(said)))
    return watch


def _after(owner: Any, name: str, look: Callable[..., None]) -> None:
    done = getattr(owner, name)

    @wraps(done)
    def looked_at(*args: Any, **kwargs: Any) -> Any:
        result = done(*args, **kwargs)
        look(result, *args, **kwargs)
        return result

    setattr(owner, name, looked_at)
