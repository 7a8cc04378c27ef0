"""A web worker that is killed at any moment of an act: sent again, the act counts once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import pytest
from flask import Flask

from portal.db import Database
from portal.ledger.online.desk import Desk
from tests.builders import DAY, NOW
from tests.life.canonical import picture
from tests.life.conftest import Worlds, broken
from tests.life.dying import moments, some
from tests.life.office import Office, Post, cookie, fill, portal_on
from tests.online.quick import Quick

pytestmark = pytest.mark.postgresql
NOT_TWICE = 409
"""What who sends it once more is told when it was done the first time."""


@dataclass
class Day:
    """A day at the office: its worlds, what is to do, and who does it."""

    worlds: Worlds
    app: Flask
    posts: Sequence[Post]
    cookie: str

    def calm(self) -> tuple[dict[str, list[str]], int]:
        """Live through it undisturbed; return how it ends, and how many moments it had."""
        client = self.app.test_client(use_cookies=False)

        def act(_: Database) -> None:
            for post in self.posts:
                with client.post(
                    post.path, data=post.fields, headers={"Cookie": self.cookie}
                ) as it:
                    assert it.status_code in (200, 303)

        count = moments(self._morning(), act)
        return self._evening(), count

    def live(self, deaths: Sequence[int]) -> dict[str, list[str]]:
        """Live through it with these deaths; return how it ends."""
        self._morning()
        with Office(self.app, deaths) as office:
            said = [office.send(post, self.cookie) for post in self.posts]
        assert set(said) <= {200, 303, NOT_TWICE}
        assert office.deaths_died() > len(deaths) // 2
        return self._evening()

    def _morning(self) -> Database:
        """Begin anew."""
        return self.worlds.copy("lived")

    def _evening(self) -> dict[str, list[str]]:
        desk: Desk = self.app.extensions["portal"].payments
        assert all(desk.look_at_all(DAY, NOW)), "the night looks after what nobody heard of"
        assert broken(desk.database) == []
        return picture(desk.database)


@pytest.fixture
def day(postgresql_url: str) -> Iterator[Callable[[int], Day]]:
    """Makes a day of so many rounds of work."""
    made: list[Worlds] = []

    def make(rounds: int) -> Day:
        database, provider = Database(postgresql_url), Quick()
        posts, who = fill(database, provider, rounds), cookie(database)
        made.append(Worlds.of(database, postgresql_url))
        return Day(made[-1], portal_on(made[-1].copy("lived"), provider), posts, who)

    yield make
    for worlds in made:
        worlds.close()


def kill(day: Day, number: int, seeds: Iterable[int]) -> None:
    """Let so many web workers die in the middle of their work; the day ends as without it."""
    wanted, count = day.calm()
    for seed in seeds:
        assert day.live(some(count, number, seed)) == wanted, f"seed {seed}"


def test_web_workers_that_die_lose_and_double_nothing(day: Callable[[int], Day]) -> None:
    kill(day(2), 6, [1])


@pytest.mark.long
def test_a_thousand_deaths_of_web_workers(day: Callable[[int], Day]) -> None:
    kill(day(40), 100, range(10))
