"""Processes that end at a chosen moment, without a word, as when the power goes."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from random import Random

from sqlalchemy import Engine, event

from portal.db import Database

FORKED = multiprocessing.get_context("fork")
SIGNS = ("before_cursor_execute", "after_cursor_execute", "commit")
"""Moments at which a process can die: before and after a statement, and at a commit."""


class Dying:
    """Counts the moments of an engine and ends the process at one of them."""

    def __init__(self, engine: Engine, at: int | None) -> None:
        self.seen, self.at = 0, at
        for sign in SIGNS:
            event.listen(engine, sign, self.moment)

    def moment(self, *_: object) -> None:
        """Live through one moment, or not."""
        self.seen += 1
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def killed(database: Database, act: Callable[[Database], None], at: int) -> bool:
    """Do this in a process of its own that dies at a moment; return whether it did."""
    database.engine.dispose()

    def live() -> None:
        Dying(database.engine, at)
        act(database)

    process = FORKED.Process(target=live)
    process.start()
    process.join(timeout=60)
    return process.exitcode == -signal.SIGKILL


def moments(database: Database, act: Callable[[Database], None]) -> int:
    """Do this undisturbed and return how many moments it has."""
    counting = Dying(database.engine, None)
    act(database)
    for sign in SIGNS:
        event.remove(database.engine, sign, counting.moment)
    return counting.seen


def some(total: int, number: int, seed: int) -> list[int]:
    """Choose this many of so many moments by chance."""
    return sorted(Random(seed).sample(range(1, total + 1), min(number, total)))
