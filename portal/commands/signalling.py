"""Signals, and what registers know, from a file: whole or not at all, and twice is as once."""

from datetime import datetime
from pathlib import Path

from portal.commands.incoming import take_file
from portal.commands.place import Place


def signals(path: Path, where: Place, *, skip_bad: bool, now: datetime) -> list[str]:
    """Import signals; return what was done, and the bad lines left out. Raises BadFile."""
    done = take_file("signals", path, where, skip_bad=skip_bad, now=now)
    counts = done.counts
    return [
        f"{counts['new']} new, {counts['unchanged']} already there,"
        f" {counts['strangers']} about people who owe nothing here.",
        *(f"left out: {mistake}" for mistake in done.left_out),
    ]


def facts(path: Path, where: Place, *, skip_bad: bool, now: datetime) -> list[str]:
    """Import known facts; return what was done, and the bad lines left out. Raises BadFile."""
    done = take_file("facts", path, where, skip_bad=skip_bad, now=now)
    counts = done.counts
    return [
        f"{counts['new']} new, {counts['newer']} newer than what was known,"
        f" {counts['unchanged']} already there, {counts['older']} older than what is known,"
        f" {counts['strangers']} about people who owe nothing here.",
        *(f"left out: {mistake}" for mistake in done.left_out),
    ]
