"""Very many requests: memory, open files and connections stay as they were."""

import asyncio
import os
from pathlib import Path

import pytest

from portal.app import create_app
from portal.bench.hammer import hammer
from portal.bench.places import sqlite
from portal.bench.served import Served
from portal.bench.site import Crowd, Kit, enter, made, open_to
from portal.bench.visitor import Visitor, request
from portal.commands.serving import serve

REQUESTS = int(os.environ.get("PORTAL_SOAK_REQUESTS", "20000"))
GROWTH = 1.05


def open_files(there: Served) -> int:
    """How many files, connections among them, its processes have open."""
    return sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in (there.pid, *there.workers))


def asked(there: Served, raw: bytes, number: int) -> int:
    """Ask this so many times, and return how many answers were none."""
    done = bad = 0
    while done < number:
        seen = hammer(there.port, raw, 2.0)
        done, bad = done + len(seen.took), bad + seen.errors
        assert done, "nobody answers"
    return bad


@pytest.mark.long
def test_memory_and_open_files_stay_flat_over_very_many_requests() -> None:
    kit, visitor = Kit(create_app, serve), Visitor(0)
    with sqlite() as place:
        site = made(place, "soak", kit, [Crowd("visitor", 1, 10)])
        with open_to(site, kit) as there:
            visitor.port = there.port
            assert asyncio.run(enter(visitor, site.people["visitor"][0]))
            raw = request("GET", "/overview", visitor.cookies)
            asked(there, raw, REQUESTS // 10)  # what is made once is made now
            memory, files = there.memory(), open_files(there)
            assert asked(there, raw, REQUESTS) == 0
            assert there.memory() <= memory * GROWTH
            assert open_files(there) <= files
