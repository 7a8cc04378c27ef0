"""How often one address may call: counted in this process, in a memory that does not grow."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from time import monotonic

MINUTE = 60
MOST_CALLERS = 1_000
"""Addresses that are remembered; those that called longest ago are forgotten first."""


class Limit:
    """So many calls a minute for each caller; what comes above that waits for the next minute."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = monotonic) -> None:
        """`clock` gives seconds."""
        self.a_minute, self._clock = a_minute, clock
        self._calls: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = Lock()

    def take(self, caller: str) -> int:
        """Count a call; return 0 when it may go on, else the seconds until the next may."""
        with self._lock:
            now = self._clock()
            since, count = self._calls.pop(caller, (now, 0))
            if now - since >= MINUTE:
                since, count = now, 0
            self._calls[caller] = (since, count + 1)
            if len(self._calls) > MOST_CALLERS:
                self._calls.popitem(last=False)
        return 0 if count < self.a_minute else max(1, int(since + MINUTE - now))
