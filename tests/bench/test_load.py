"""The benchmark of visitors: they go through the main job, and what they were told is kept."""

import asyncio

import pytest

from portal.app import create_app
from portal.bench.load import Day, differences, live
from portal.bench.places import Place, sqlite
from portal.bench.site import Crowd, Kit, made, open_to
from portal.commands.serving import serve

QUICK = (0.0, 0.02)


def day_of(place: Place, visitors: int, seconds: float) -> tuple[Day, int]:
    kit = Kit(create_app, serve)
    site = made(place, "load", kit, [Crowd("visitor", visitors * 100, 2)])
    with open_to(site, kit) as there:
        told = asyncio.run(live(there.port, site.people["visitor"], visitors, seconds, QUICK))
    return told, differences(site, told.told)


@pytest.mark.long
def test_visitors_do_the_main_job_and_nothing_of_it_is_lost() -> None:
    with sqlite() as place:
        day, wrong = day_of(place, 3, 3)
    assert day.told.sent
    assert day.told.lost == []
    assert (sum(day.bad().values()), wrong) == (0, 0)
