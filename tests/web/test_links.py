"""Everybody of the demo follows every link they are shown: none ends at an error or at nothing."""

import html
import re
from collections import Counter, deque
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from sqlmodel import select
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from portal.people.models import Person, StaffMember
from tests.web.conftest import Visitor
from tests.web.copies import Demos
from tests.web.staff.desk import Desk
from tests.web.world import World, demo_app

OF_A_KIND = 2
"""How many addresses of one page are followed, where it is made for many things."""
FEWEST = 10
"""Who opens fewer pages was not signed in, or is shown nothing."""
LINKS = re.compile(r'\b(?:href|src|hx-get)="([^"]*)"')
IDS = re.compile(r'\bid="([^"]*)"')


class Walker:
    """Someone who follows each link, the nearest first."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._router = visitor.app.url_map.bind("localhost")
        self._kinds: Counter[str] = Counter()
        self.dead: list[tuple[str, str, str]] = []
        """From where, to where, and what was wrong."""
        self.opened: dict[str, frozenset[str]] = {}
        """The places on each page that was opened."""

    def walk(self) -> "Walker":
        """Follow what the first page leads to, and what that leads to."""
        ahead = deque([("", "/")])
        spots: list[tuple[str, str, str]] = []
        while ahead:
            came_from, link = ahead.popleft()
            path, spot = _split(link)
            if spot:
                spots.append((came_from, path, spot))
            if path in self.opened or not self._is_new(came_from, path):
                continue
            ahead.extend((path, link) for link in self._open(came_from, path))
        self.dead += [
            (came_from, path, f"#{spot} is not there")
            for came_from, path, spot in spots
            if self.opened.get(path) and spot not in self.opened[path]
        ]
        return self

    def _open(self, came_from: str, path: str) -> list[str]:
        """Open a page and return where it leads."""
        page = self._visitor.get(path)
        self.opened[path] = frozenset()
        if page.status_code != HTTPStatus.OK:
            self.dead.append((came_from, path, page.status))
        elif page.mimetype == "text/html":
            self.opened[path] = frozenset(map(html.unescape, IDS.findall(page.text)))
            return _links(page)
        page.close()
        return []

    def _is_new(self, came_from: str, path: str) -> bool:
        """Say whether this page is to be opened: not after many of its kind."""
        try:
            endpoint, values = self._router.match(urlsplit(path).path, "GET")
        except HTTPException as wrong:
            self.dead.append((came_from, path, str(wrong.code)))
            self.opened[path] = frozenset()
            return False
        kind = endpoint if values or "?" in path else path
        self._kinds[kind] += 1
        return self._kinds[kind] <= OF_A_KIND


def _links(page: TestResponse) -> list[str]:
    """Return where a page leads on this site, as whole paths."""
    here = page.request.full_path.rstrip("?")
    whole = [
        urljoin(f"//localhost{here}", html.unescape(link)) for link in LINKS.findall(page.text)
    ]
    return [link for link in whole if link.startswith("//localhost/")]


def _split(link: str) -> tuple[str, str]:
    """Return the path with its query, and the place on that page."""
    parts = urlsplit(link)
    return parts.path + (f"?{parts.query}" if parts.query else ""), parts.fragment


def dead_links(app: Flask) -> dict[str, list[tuple[str, str, str]]]:
    """Let all who can sign in follow what they are shown; return what ended at nothing."""
    with app.extensions["portal"].database.reading() as session:
        people = [ref for ref in session.exec(select(Person.ref)) if ref.startswith("demo-")]
        staff = session.exec(select(StaffMember.ref)).all()
    everybody = dict.fromkeys(people, Visitor) | dict.fromkeys(staff, Desk)
    walked = {ref: Walker(kind(app, ref)).walk() for ref, kind in everybody.items()}
    assert all(len(one.opened) > FEWEST for one in walked.values())
    return {ref: one.dead for ref, one in walked.items() if one.dead}


@pytest.mark.parametrize("town", ["oss", "norddjurs"])
def test_no_link_of_the_demo_is_dead(make_app: Callable[..., Flask], town: str) -> None:
    assert not dead_links(make_app(town))


def test_no_link_in_the_middle_of_a_day_is_dead(demos: Demos) -> None:
    world = World(demo_app(demos.renew("links", "oss"), "oss"))  # its own: with all its files
    dead = dead_links(world.app)
    world.close()
    assert not dead
