"""So many in a while, for all processes together: in memory and rows that do not grow."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.db import Database
from portal.people import paces
from portal.tokens import Tokens
from portal.web import limits, pacing
from portal.web.api import opening
from portal.web.limits import Limit, Limiter
from tests import builders
from tests.builders import NOW
from tests.structure.tree import ROOT
from tests.web.conftest import KEY, Visitor, words

TRIES = Limit("tries", 4, seconds=60, ahead=2)


@dataclass
class Parts:
    """What counting needs of a portal."""

    database: Database
    tokens: Tokens = field(default_factory=lambda: Tokens(KEY))
    at: datetime = NOW

    @property
    def clock(self) -> Any:
        return self

    def now(self) -> datetime:
        return self.at


def rows(database: Database) -> int:
    with database.reading() as session:
        return paces.count(session)


def test_two_processes_give_out_no_more_than_one_would(database: Database) -> None:
    one, other, parts = Limiter(), Limiter(), Parts(database)
    waits = [limiter.take(TRIES, "a", parts) for limiter in (one, other) * 3]
    assert waits == [0, 0, 0, 0, 60, 60]
    assert one.take(TRIES, "b", parts) == 0
    parts.at += timedelta(seconds=45, milliseconds=500)
    assert one.take(TRIES, "a", parts) == 14
    parts.at += timedelta(seconds=15)
    assert [other.take(TRIES, "a", parts) for _ in range(5)] == [0, 0, 0, 0, 60]


def test_of_many_at_once_no_more_come_through(database: Database) -> None:
    parts, limit = Parts(database), Limit("tries", 12, seconds=60, ahead=3)
    processes = [Limiter() for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        waits = list(pool.map(lambda n: processes[n % 6].take(limit, "a", parts), range(48)))
    assert waits.count(0) == 12


def test_who_must_wait_costs_no_statement_and_neither_does_what_is_held(embedded: Database) -> None:
    limiter, parts = Limiter(), Parts(embedded)
    limiter.take(TRIES, "a", parts)
    parts.database = None  # type: ignore[assignment]  (whoever asks it now fails)
    assert limiter.take(TRIES, "a", parts) == 0
    parts.database = embedded
    assert [limiter.take(TRIES, "a", parts) for _ in range(3)] == [0, 0, 60]
    parts.database = None  # type: ignore[assignment]
    assert limiter.take(TRIES, "a", parts) == 60


def test_a_clock_that_is_put_back_locks_nobody_out(embedded: Database) -> None:
    parts = Parts(embedded)
    assert [Limiter().take(TRIES, "a", parts) for _ in range(3)][-1] > 0
    parts.at -= timedelta(hours=1)
    assert Limiter().take(TRIES, "a", parts) == 0


def test_many_networks_fill_neither_the_memory_nor_the_table(
    embedded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, few in {"MOST_HELD": 5, "MOST_ROWS": 20, "LOOK_EVERY": 10}.items():
        monkeypatch.setattr(limits, name, few)
    limiter, parts = Limiter(), Parts(embedded)
    limit = Limit("tries", 1_000, ahead=2)
    for number in range(400):
        limiter.take(limit, f"network {number}", parts, is_network=True)
    assert len(limiter._held) == 5
    assert rows(embedded) <= 20 + 10 + 256
    parts.at += timedelta(minutes=11)
    with embedded.unit_of_work() as session:
        paces.let_go(session, parts.at)
    assert rows(embedded) == 0


def test_a_database_that_only_reads_stops_nobody_here(embedded: Database) -> None:
    parts = Parts(embedded)
    builders.only_reads(embedded)
    try:
        assert [Limiter().take(TRIES, "a", parts) for _ in range(9)] == [0] * 9
    finally:
        embedded.engine.dispose()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let only so many forms and papers through, of this portal."""

    def limit(app: Flask, **most: int) -> None:
        monkeypatch.setitem(app.extensions, "limits", Limiter())
        for name, allowed in most.items():
            old = getattr(pacing, name)
            new = old._replace(most=allowed)
            monkeypatch.setattr(pacing, name, new)
            for table in (pacing.OPENED, pacing.SENT):
                for page in [page for page, one in table.items() if one == old]:
                    monkeypatch.setitem(table, page, new)

    return limit


def test_who_sends_too_much_hears_when_to_go_on_and_keeps_what_was_typed(
    oss: Flask, few: Callable[..., None]
) -> None:
    visitor = Visitor(oss, "demo-couple")
    few(oss, POSTS=1)
    assert visitor.post("/ask", ask="x").status_code == 422
    page = visitor.post("/ask", ask='"> my words')
    assert page.status_code == 429
    assert 0 < int(page.headers["Retry-After"]) <= 600
    assert "You can go on from " in words(page)
    assert 'value="&#34;&gt; my words"' in page.text
    assert Visitor(oss, "demo-several").post("/ask", ask="x").status_code != 429
    assert visitor.get("/overview").status_code == 200
    for lang, said in (("nl", "U kunt verder vanaf"), ("da", "Du kan fortsætte fra kl.")):
        visitor.client.set_cookie("lang", lang)
        assert said in words(visitor.post("/ask", ask="x"))


def test_an_estimate_that_must_wait_gets_a_line_and_no_page(
    oss: Flask, few: Callable[..., None]
) -> None:
    visitor = Visitor(oss, "demo-couple")
    few(oss, TRYING=1)
    asked = {"HX-Request": "true"}
    pages = [visitor.client.post("/cases/x/what-if", headers=asked) for _ in range(2)]
    assert [page.status_code for page in pages] == [404, 429]
    assert "<html" not in pages[1].text


def test_networks_are_told_apart_where_nobody_is_signed_in(
    oss: Flask, few: Callable[..., None]
) -> None:
    few(oss, LINKS=2)

    def opened(address: str) -> int:
        page = oss.test_client().get("/back/x", environ_base={"REMOTE_ADDR": address})
        return page.status_code

    assert 429 not in [opened("192.0.2.1"), opened("192.0.2.1"), opened("192.0.2.2")]
    assert opened("192.0.2.1") == 429
    assert 429 not in [opened("2001:db8::1"), opened("2001:db8::2")]
    assert opened("2001:db8::3") == 429


def test_every_page_that_counts_is_there(oss: Flask) -> None:
    methods = {rule.endpoint: rule.methods or set() for rule in oss.url_map.iter_rules()}
    assert {page for page in pacing.OPENED if "GET" in methods.get(page, ())} == set(pacing.OPENED)
    assert all("POST" in methods[page] for page in pacing.SENT)


def test_the_limits_are_written_down() -> None:
    page = (ROOT / "deploy" / "security.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| .* \| (\d+ [^|]+) \|$", page, re.MULTILINE))
    found = {
        limit.name: limit
        for module in (pacing, opening)
        for limit in vars(module).values()
        if isinstance(limit, Limit)
    }
    units = {60: "a minute", 600: "in 10 minutes", 3600: "an hour"}
    assert rows == {name: f"{one.most} {units[one.seconds]}" for name, one in found.items()}
