"""How often someone may do something: counted in this process, with bounded memory.

With more processes each counts for itself, so that the bound is theirs together at most.
"""

from collections import OrderedDict
from datetime import datetime
from threading import Lock

MOST_KNOWN = 10_000
"""How many are remembered; who was seen longest ago is forgotten first."""


class Pace:
    """So many in so many seconds, for each name."""

    def __init__(self, most: int, seconds: int) -> None:
        """`most` times within `seconds`."""
        self.most, self.seconds = most, seconds
        self._seen: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = Lock()

    def wait(self, name: str, now: datetime) -> int:
        """Return the seconds to wait before the next one; 0 where it may come."""
        with self._lock:
            since, count = self._of(name, now.timestamp())
        return max(1, int(since + self.seconds - now.timestamp())) if count >= self.most else 0

    def count(self, name: str, now: datetime) -> None:
        """Count one."""
        with self._lock:
            since, count = self._of(name, now.timestamp())
            self._seen[name] = since, count + 1
            self._seen.move_to_end(name)
            while len(self._seen) > MOST_KNOWN:
                self._seen.popitem(last=False)

    def _of(self, name: str, at: float) -> tuple[float, int]:
        since, count = self._seen.get(name, (at, 0))
        return (at, 0) if not since <= at < since + self.seconds else (since, count)
