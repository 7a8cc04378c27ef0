"""Too many at once: who comes too late for an answer in time is told so, and when to come again."""

import socket

import pytest

from portal.municipality import load
from portal.web.gate import MOST_SENDING, MOST_WAITING, Gate, waiting_at


def asked(
    waiting: int, method: str = "GET", path: str = "/overview"
) -> tuple[str, dict[str, str], bytes]:
    """What somebody gets while so many wait."""
    told: list[tuple[str, dict[str, str]]] = []

    def inner(_environ: object, start: object) -> list[bytes]:
        start("200 OK", [])  # type: ignore[operator]
        return [b"page"]

    gate = Gate(inner, load("oss"))
    gate.waiting = lambda: waiting
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path}
    body = b"".join(gate(environ, lambda status, headers: told.append((status, dict(headers)))))
    return *told[0], body


def test_a_page_is_not_begun_when_too_many_wait() -> None:
    assert asked(MOST_WAITING)[0] == "200 OK"
    status, headers, body = asked(MOST_WAITING + 1)
    assert (status[:3], headers["Retry-After"]) == ("503", "5")
    assert "Het is nu erg druk" in body.decode()
    assert "tel:" in body.decode()
    assert 'href="/static/portal.css?v=' in body.decode()
    assert "style-src 'self'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("let", [("POST", "/cases/x/check"), ("GET", "/health")])
def test_what_somebody_typed_is_turned_away_last_and_who_watches_never(
    let: tuple[str, str],
) -> None:
    assert asked(MOST_WAITING + 1, *let)[0] == "200 OK"
    assert asked(MOST_SENDING + 1, "POST")[0][:3] == "503"


def test_it_counts_who_stands_at_the_door() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=8) as door:
        count = waiting_at(door)
        assert count() == 0
        callers = [socket.create_connection(door.getsockname()) for _ in range(3)]
        assert count() == 3
        for caller in callers:
            caller.close()
