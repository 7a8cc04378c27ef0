"""Reads one object of an input key by key, and notes every mistake by its path."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from json import dumps

from portal.errors import BadAmount
from portal.money import minor

LARGEST = 10**11
"""In minor units: no amount of an input is larger than a thousand million."""
MOST_PEOPLE = 99
_LONG_NUMBER = re.compile(r"\d{6,}")
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SHARE = re.compile(r"[01]\.\d\d(\d\d)?")


class Part:
    """An object at a path. What is never asked for is an unknown key."""

    def __init__(self, data: object, path: str, mistakes: list[str]) -> None:
        self.path, self.mistakes = path, mistakes
        self.is_object = isinstance(data, dict)
        self.data: dict[str, object] = data if isinstance(data, dict) else {}
        self.asked: set[str] = set()
        if not self.is_object:
            mistakes.append(f"{path or 'input'}: must be an object")

    def note(self, key: str, sentence: str) -> None:
        """Note a mistake. The value, or a long number as the key, is not repeated: it is secret."""
        shown = _LONG_NUMBER.sub("(a number)", key)
        name = shown if _PLAIN_KEY.fullmatch(key) else dumps(shown[:60])
        self.mistakes.append(f"{self.path + '.' if self.path else ''}{name}: {sentence}")

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        if key not in self.data:
            return False
        self.asked.add(key)
        return True

    def need(self, key: str) -> bool:
        """Whether the key is there; a mistake if not."""
        if not self.has(key) and self.is_object:
            self.note(key, "is missing")
        return key in self.data

    def word(self, key: str, allowed: Collection[str], default: str = "") -> str:
        """One of a few words. Without a default it is needed."""
        if not (self.has(key) if default else self.need(key)):
            return default
        value = self.data[key]
        if isinstance(value, str) and value in allowed:
            return value
        self.note(key, f"must be one of {', '.join(sorted(allowed))}")
        return default

    def name(self, key: str) -> str:
        """Any text that is not empty."""
        if not self.need(key):
            return ""
        value = self.data[key]
        if isinstance(value, str) and value.strip():
            return value
        self.note(key, "must be a text")
        return ""

    def count(self, key: str, default: int, least: int, most: int) -> int:
        """A whole number within bounds."""
        value = self.data[key] if self.has(key) else default
        if type(value) is int and least <= value <= most:
            return value
        self.note(key, f"must be a whole number from {least} to {most}")
        return default

    def flag(self, key: str) -> bool:
        """True or false; false when it is not there."""
        value = self.data[key] if self.has(key) else False
        if not isinstance(value, bool):
            self.note(key, "must be true or false")
        return value is True

    def money(self, key: str, *, needed: bool = False, zero: bool = False) -> int | None:
        """An amount above zero, or of zero where that is taken; in minor units."""
        if not (self.need(key) if needed else self.has(key)):
            return None
        value = self.data[key]
        try:
            amount = minor(value) if isinstance(value, str) else -1
        except BadAmount:
            amount = -1
        if amount > LARGEST:
            self.note(key, "is larger than any amount this portal takes")
        elif amount < (0 if zero else 1):
            self.note(key, 'must be an amount above zero, in a text with two decimals: "25.00"')
        return amount

    def share(self, key: str) -> int:
        """A share from "0.00" to "1.00", in hundredths of a percent."""
        value = self.data[key] if self.has(key) else "0.00"
        if isinstance(value, str) and value.isascii() and _SHARE.fullmatch(value):
            share = int(value.replace(".", "").ljust(5, "0"))
            if share <= 10_000:  # noqa: PLR2004 -- the whole
                return share
        self.note(key, 'must be a share from "0.00" to "1.00", in a text')
        return 0

    def day(self, key: str) -> date:
        """A date, in ISO 8601."""
        value = self.data[key] if self.need(key) else "9999-12-31"
        try:
            if isinstance(value, str) and value.isascii() and _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.note(key, "must be a date, like 2026-07-01")
        return date.max

    def part(self, key: str) -> "Part | None":
        """The object under a key, if it is there."""
        return Part(self.data[key], self._below(key), self.mistakes) if self.has(key) else None

    def items(self, key: str) -> Iterator["Part"]:
        """The objects of a list that must hold at least one."""
        value = self.data[key] if self.need(key) else [None]
        if not isinstance(value, list) or not value:
            self.note(key, "must be a list of at least one")
        elif key in self.data:
            for index, item in enumerate(value):
                yield Part(item, f"{self._below(key)}[{index}]", self.mistakes)

    def words(self, key: str, allowed: Collection[str]) -> tuple[str, ...]:
        """A list of some of a few words; empty when it is not there."""
        value = self.data[key] if self.has(key) else []
        if isinstance(value, list) and all(isinstance(v, str) and v in allowed for v in value):
            return tuple(value)
        self.note(key, f"must be a list of some of {', '.join(allowed)}")
        return ()

    def close(self) -> None:
        """Note every key that was never asked for."""
        for key in self.data if len(self.asked) < len(self.data) else ():
            if key not in self.asked:
                self.note(str(key), "is not a key that is known here")

    def _below(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key
