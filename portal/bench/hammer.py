"""As many requests as a server can answer: callers that wait for nothing but their answer."""

import socket
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import perf_counter

from portal.bench.served import FORKED

CALLERS = 8
SECONDS = 3.0
_ENOUGH = 65_536


@dataclass(frozen=True)
class Round:
    """What a server did in so many seconds."""

    took: tuple[float, ...]
    """Seconds of each answer that is what was asked for."""
    statuses: Counter[int]
    """How many answers of each status; 0 for none."""
    mute: int
    """How many said that they could not, and not when to come again."""
    seconds: float

    @property
    def errors(self) -> int:
        """How many got something else, or nothing."""
        return self.statuses.total() - self.statuses[200]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.took) / self.seconds

    @property
    def middle(self) -> float:
        """Seconds in which half of the answers were there."""
        return median(self.took) if self.took else float("inf")

    @property
    def slow(self) -> float:
        """Seconds in which 99 of 100 answers were there."""
        return quantiles(self.took, n=100)[-1] if len(self.took) > 1 else float("inf")


def hammer(port: int, asked: bytes, seconds: float = SECONDS, callers: int = CALLERS) -> Round:
    """Let so many callers ask this again and again for so many seconds."""
    told = FORKED.SimpleQueue()
    start = FORKED.Barrier(callers)

    def live() -> None:
        start.wait()
        told.put(_ask(port, asked, perf_counter() + seconds))

    processes = [FORKED.Process(target=live) for _ in range(callers)]
    for process in processes:
        process.start()
    found: Sequence[Heard] = [told.get() for _ in processes]
    for process in processes:
        process.join()
    took = tuple(one for heard in found for one in heard.took)
    statuses = sum((heard.statuses for heard in found), Counter())
    return Round(took, statuses, sum(heard.mute for heard in found), seconds)


@dataclass
class Heard:
    """What one caller heard."""

    took: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    mute: int = 0


def _ask(port: int, asked: bytes, until: float) -> Heard:
    """Ask until then."""
    heard = Heard()
    while (began := perf_counter()) < until:
        said = answer(port, asked)
        status = int(said[9:12] or 0)
        heard.statuses[status] += 1
        if status == 200:  # noqa: PLR2004
            heard.took.append(perf_counter() - began)
        heard.mute += status == 503 and b"\r\nRetry-After:" not in said  # noqa: PLR2004
    return heard


def answer(port: int, asked: bytes) -> bytes:
    """Return what comes of it; nothing where no answer does."""
    parts = []
    try:
        with socket.create_connection(("127.0.0.1", port), 30) as caller:
            caller.sendall(asked)
            while part := caller.recv(_ENOUGH):
                parts.append(part)
    except OSError:
        return b""
    return b"".join(parts)
