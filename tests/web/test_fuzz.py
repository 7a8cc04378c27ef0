"""Requests by chance over all routes, as every role: none fails, none shows what is another's."""

import random
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy.exc import NoResultFound
from sqlmodel import SQLModel, select
from werkzeug.test import TestResponse

from portal.ledger.models import Claim
from portal.people.models import Person
from tests.web.conftest import Visitor
from tests.web.forms import FORMS
from tests.web.test_bad_input import BAD
from tests.web.test_permissions import SOMEONE
from tests.web.watched import Watched

SHORT, LONG = 2_000, 100_000
SEED = 20261122
OWNER = "demo-several"
"""Whose name, claims and words nobody else may meet."""
MARKER = "Zwanenburg-Kwartelslag"
NOBODY = "nobody"
RESIDENTS = (NOBODY, "person", "business")
"""Roles that may see nothing of the owner's."""
DOORS = {"public.sign_in", "public.helping", "public.code_entry", "public.code"}
"""Where one may become another, or see what is another's, with what only they have."""
METHODS = ("GET",) * 5 + ("POST",) * 5 + ("HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE")
HEADERS = ("Accept-Language", "HX-Request", "X-Forwarded-For", "Cookie", "Referer", "Range", "Host")
ODD = [
    *(bad for bad in BAD.values() if isinstance(bad, str) and len(bad) < 1_000),
    *("\ud83d", "a" * 3_000, "%00", "0", "1", "true", "[]", "{}", "2026-02-30", "9999-12-31", "-0"),
    *(
        "..%2f..",
        "١٢",
        "\u2028",
        "y",
        "nl",
        "html",
        "csv",
        "\x7f",
        "1e5",
        "0x10",
        "=1+1",
        "../",
        ";",
    ),
]


@pytest.fixture
def marked(world: Watched) -> Iterator[Watched]:
    """The world, in which what belongs to one resident bears a mark."""
    world.restore()
    with world.app.extensions["portal"].database.unit_of_work() as session:
        owner = session.exec(select(Person).where(Person.ref == OWNER)).one()
        owner.name, owner.address = MARKER, f"{MARKER} 1"
        for claim in session.exec(select(Claim).where(Claim.person_id == owner.id)).all():
            claim.description = f"{MARKER}: {claim.description}"
    assert MARKER in world.get("ready", "/overview").text, "else nobody could meet it"
    yield world
    world.restore()


class Fuzzer:
    """Makes requests and holds every answer against what must hold whatever is asked."""

    def __init__(self, world: Watched, chance: random.Random) -> None:
        self.world, self.chance, self.found = world, chance, 0
        self.rules = [rule for rule in world.app.url_map.iter_rules() if rule.endpoint != "static"]
        self.names = [*world.names.values(), *SOMEONE.values(), OWNER]
        self.clients = {
            role: Visitor(world.app, SOMEONE[role]).client if role in SOMEONE else None
            for role in (*SOMEONE, NOBODY)
        }
        self.clients[NOBODY] = world.app.test_client()
        self.at_the_door = world.app.test_client(use_cookies=False)
        """Gets in as whom chance has it, with any of their codes: the others stay who they are."""
        self.forms = {form.endpoint: form for form in FORMS}

    def one(self) -> str:
        """Ask once; return what is wrong with the answer, or nothing."""
        role, rule = self.chance.choice(list(self.clients)), self.chance.choice(self.rules)
        client, method = self.clients[role], self.chance.choice(METHODS)
        if client is None or rule.endpoint in ("public.sign_out", "public.session_end"):
            return ""
        if rule.endpoint in DOORS:
            role, client = "whoever", self.at_the_door
        path = re.sub(r"<[^>]+>", lambda _: self._value(), rule.rule)
        asked = {"method": method, "headers": self._headers()}
        if self.chance.random() < 0.3:
            asked["query_string"] = {self._name(): self._value() for _ in range(3)}
        if method in ("POST", "PUT", "PATCH"):
            asked |= self._body(rule.endpoint)
        what = f"{role} {method} {rule.rule}"
        try:
            with client.open(path, **asked) as page:
                return self._wrong(page, role, what)
        except UnicodeError:  # of the test's own client: no wire would carry it
            return ""

    def _wrong(self, page: TestResponse, role: str, what: str) -> str:
        if page.status_code >= 500:
            return f"{what}: {page.status_code}"
        if role in RESIDENTS and MARKER.encode() in page.data:
            return f"{what}: shows what is another's"
        self.found += page.status_code == 200
        is_kept = "no-store" in page.headers.get("Cache-Control", "no-store")
        safe = is_kept or page.request.path == "/theme.css"
        is_page = page.location is None and "HX-Request" not in page.request.headers
        has_all = safe and ("Content-Security-Policy" in page.headers or not is_page)
        return "" if has_all else f"{what}: headers"

    def _value(self) -> str:
        return self.chance.choice(self.names if self.chance.random() < 0.6 else ODD)

    def _name(self) -> str:
        return self.chance.choice(("q", "next", "page", "claim", "lang", "id", "act", "a[]", ""))

    def _headers(self) -> dict[str, str]:
        if self.chance.random() < 0.7:
            return {}
        odd = self.chance.choice(ODD).encode("ascii", "ignore").decode()
        return {self.chance.choice(HEADERS[1:3] + HEADERS[:1]): re.sub(r"[\x00-\x1f]", "", odd)}

    def _body(self, endpoint: str) -> dict[str, Any]:
        """A form as its page would send it, with some of it changed; or no form at all."""
        if self.chance.random() < 0.1:
            return {"data": self._value().encode("utf-8", "replace"), "content_type": "text/plain"}
        fields = self._good(endpoint)
        names = [*fields, "version", "act", "reason", "amount"]
        some = {
            name: value
            for name, value in fields.items()
            if not isinstance(value, bytes) and self.chance.random() < 0.9
        }
        changed = {self.chance.choice(names): self._value() for _ in range(2)}
        return {"data": some | changed}

    def _good(self, endpoint: str) -> Mapping[str, object]:
        """What its page would send; nothing where what it is about was thrown away meanwhile."""
        form = self.forms.get(endpoint)
        try:
            return form.good(self.world) if form else {}
        except NoResultFound:
            return {}


def fuzz(world: Watched, many: int, seed: int) -> None:
    fuzzer = Fuzzer(world, random.Random(seed))
    wrong = [told for told in (fuzzer.one() for _ in range(many)) if told]
    assert wrong[:20] == [], f"seed {seed}"
    assert fuzzer.found > many / 20, "else it said nothing"
    assert world.broken() == []


def test_requests_by_chance_never_fail_and_show_nothing_of_another(marked: Watched) -> None:
    fuzz(marked, SHORT, SEED)


MINE = "planted-from-outside"
OPTIONAL = {"body", "email", "login", "note", "reason", "unit", "words"}
"""Names of columns that are also names of fields some page shows when there is more to say."""


@pytest.mark.parametrize(
    "part", [0, *(pytest.param(later, marks=pytest.mark.long) for later in (1, 2))]
)
def test_fields_a_form_does_not_show_change_nothing(marked: Watched, part: int) -> None:
    """Each form as its page sends it, with every column there is beside it.

    In the short run every third form.
    """
    columns = {column.name for table in SQLModel.metadata.tables.values() for column in table.c}
    taken = []
    for form in FORMS[part::3]:
        more = dict.fromkeys(columns - set(form.fields) - OPTIONAL, MINE)
        page = marked.post(form.who, form.address(marked), more | form.good(marked))
        assert page.status_code in (form.answers, 200, 303), form
        if marked.holds(MINE):
            where = [table for table in marked.changed() if MINE in str(marked.rows(table))]
            taken.append(f"{form}: {where}")
        marked.restore()
    assert taken == []


@pytest.mark.long
@pytest.mark.parametrize("part", range(10))
def test_a_hundred_thousand_do_not_either(marked: Watched, part: int) -> None:
    fuzz(marked, LONG // 10, SEED + 1 + part)
