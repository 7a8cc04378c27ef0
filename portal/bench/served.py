"""A portal as it is served in production, in processes of its own, on a port of this machine."""

import multiprocessing
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Serve = Callable[..., None]
"""Serves an application at an address until it is stopped."""
FORKED = multiprocessing.get_context("fork")
FRESH = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class Served:
    """Where something is served, and by which process."""

    port: int
    pid: int

    @property
    def workers(self) -> list[int]:
        """The processes that answer."""
        return children(self.pid)

    def memory(self) -> int:
        """Return what all its processes take, in kB; what several share is divided among them."""
        return self.memory_of_workers() + proportional(self.pid)

    def memory_of_workers(self) -> int:
        """Return the part of it of those that answer, without the one that starts them."""
        return sum(map(proportional, self.workers))


@contextmanager
def served(app: Any, serve: Serve, **options: Any) -> Iterator[Served]:  # noqa: ANN401
    """Serve this application with the server of production, in a copy of this process."""
    with _living(FORKED, lambda: app, serve, options) as there:
        yield there


@contextmanager
def served_afresh(
    make: Callable[[], Any],
    serve: Serve,
    **options: Any,  # noqa: ANN401
) -> Iterator[Served]:
    """Serve what `make` puts together in a process that began with nothing, as in production.

    Only its memory is that of the portal: a copy of this process holds what measuring takes too.
    """
    with _living(FRESH, make, serve, options) as there:
        yield there


@contextmanager
def _living(
    context: Any,  # noqa: ANN401  (its kinds share no type)
    make: Callable[[], Any],
    serve: Serve,
    options: dict[str, Any],
) -> Iterator[Served]:
    door = socket.create_server(("127.0.0.1", 0), backlog=2048)
    arbiter = context.Process(target=_live, args=(make, serve, door, options))
    arbiter.start()
    assert arbiter.pid is not None
    port = door.getsockname()[1]
    try:
        yield Served(port, arbiter.pid)
    finally:
        arbiter.terminate()
        arbiter.join(10)
        with suppress(ProcessLookupError):
            os.kill(arbiter.pid, signal.SIGKILL)
        door.close()


def _live(
    make: Callable[[], Any], serve: Serve, door: socket.socket, options: dict[str, Any]
) -> None:
    serve(make(), f"fd://{door.fileno()}", **{"loglevel": "critical", **options})


def children(pid: int) -> list[int]:
    """Return the processes this one started."""
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return [int(child) for child in told.split()]


def proportional(pid: int) -> int:
    """Return the memory of a process in kB; pages it shares count as its share of them."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
