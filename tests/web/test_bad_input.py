"""Every form against what people and machines may send it: told kindly, nothing lost, nothing done.

A route that takes a form and is not in the list of forms fails.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import cycle, islice, permutations

import pytest
from markupsafe import escape
from sqlmodel import Session
from werkzeug.test import TestResponse

from portal.db import Database
from portal.demo import fill
from portal.errors import Conflict
from portal.municipality import load
from portal.web.fields import clean, in_own_words
from portal.web.uploads import ENDPOINTS
from tests.web.conftest import KEY, TODAY
from tests.web.forms import CHOSEN, ELSEWHERE, FORMS, TYPED, Form
from tests.web.watched import Watched
from tests.web.world import World, demo_app

EVERY_FORM = pytest.mark.parametrize("form", FORMS, ids=str)
IN_TURN = pytest.mark.parametrize(
    "form",
    [
        pytest.param(form, id=str(form), marks=[pytest.mark.long] if number % 3 else [])
        for number, form in enumerate(FORMS)
    ],
)
"""In the short run every third; each is sent a good answer there."""
SOME_FORMS = pytest.mark.parametrize("form", FORMS[::5], ids=str)
"""In the short run, for what happens before a form is read; the others in the long run."""
WITH_REFERENCE = [form for form in FORMS if "{" in form.path]
KEPT = 60
"""Signs of a wrong answer that are shown again, at least."""
SCRIPT = "<script>alert(1)</script>"
BAD = {
    "empty": "",
    "blank": " \t\n",
    "a word": "abc",
    "100 kB": "x" * 100_000,
    "negative": "-1",
    "infinite": "1e309",
    "thirty zeros": str(10**30),
    "not a number": "NaN",
    "just past 64 bits": str(2**63),
    "NUL": "\x00",
    "NUL inside": "12\x0034",
    "control signs": "\x1b[31m\x07\x08\x7f",
    "other digits": "٣٤٥",
    "a raised two": "²",
    "a quote and SQL": "' OR '1'='1' -- ",
    "a script": f'">{SCRIPT}',
    "a template": "{{ 7 * 7 }}{% raw %}%(x)s{0}",
    "a path": "../../../etc/passwd",
    "a header": "a\r\nSet-Cookie: x=1",
    "turned round": "\u202e12\u202d",
    "a family": "👩‍👩‍👧" * 20,
    "several": ["1", "2", "rules"],
    "the same twice": ["health", "health"],
}
"""What is sent in place of a good answer, field by field."""
A_TURN = 1
"""How many of them a field gets in the short run; the next field goes on where this one ended."""


@pytest.fixture(autouse=True)
def _as_it_was(world: Watched) -> Iterator[None]:
    yield
    world.restore()


def take(world: Watched, form: Form, fields: Mapping[str, object], what: str) -> TestResponse:
    """Send a form, and hold against it what must hold whatever is sent."""
    page = world.post(form.who, form.address(world), fields)
    assert page.status_code < 500, what
    assert SCRIPT not in page.text, what
    assert "Set-Cookie: x=1" not in str(page.headers), what
    changed = world.changed()
    if page.status_code >= 400:
        assert not changed, f"{what}: {page.status_code}, and yet {changed} changed"
    if page.status_code == 422:
        chosen = CHOSEN.get(form.endpoint, set())
        typed = {name: value for name, value in fields.items() if name not in chosen}
        assert lost(typed, page.text) == [], what
    if changed:
        assert world.broken() == [], what
        world.restore()
    return page


def lost(fields: Mapping[str, object], page: str) -> list[str]:
    """Return what was typed and is not there to be corrected."""
    typed = {name: value for name, value in fields.items() if name in TYPED}
    return [name for name, value in typed.items() if isinstance(value, str) and _gone(value, page)]


def _gone(value: str, page: str) -> bool:
    return all(str(escape(kept[:KEPT])) not in page for kept in (value, clean(value)))


def test_every_route_that_takes_a_form_is_in_the_list(world: Watched) -> None:
    rules = world.app.url_map.iter_rules()
    assert {form.endpoint for form in FORMS} | ELSEWHERE == {
        rule.endpoint for rule in rules if "POST" in (rule.methods or ())
    }


@IN_TURN
def test_anything_else_in_a_field_is_told_and_does_no_harm(world: Watched, form: Form) -> None:
    turns = islice(cycle(BAD.items()), FORMS.index(form), None)
    for name in form.fields:
        for what, bad in islice(turns, A_TURN):
            take(world, form, form.good(world) | {name: bad}, f"{name}: {what}")


IN_OWN_WORDS = {"words", "why", "story", "reasons", "body", "reason", "description"}
BESIDE = {f"portal.web.{name}" for name in ("limits", "session", "looks", "citizen.typing")}
"""What keeps something of its own while a form is answered."""


WITH_WORDS = [
    pytest.param(form, id=str(form), marks=[pytest.mark.long] if number % 3 else [])
    for number, form in enumerate(form for form in FORMS if IN_OWN_WORDS & set(form.fields))
]
"""In the short run every third of them."""


@pytest.mark.parametrize("form", WITH_WORDS)
def test_whoever_is_second_keeps_what_they_wrote(
    world: Watched, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else was first: the page says so, and all that was written is still there."""
    kept_whole = Database.unit_of_work

    @contextmanager
    def too_late(database: Database) -> Iterator[Session]:
        caller = sys._getframe(2).f_globals["__name__"]
        with kept_whole(database) as session:
            yield session
            if caller not in BESIDE:
                raise Conflict

    fields = form.good(world)
    monkeypatch.setattr(Database, "unit_of_work", too_late)
    page = world.post(form.who, form.address(world), fields)
    monkeypatch.undo()
    chosen = CHOSEN.get(form.endpoint, set())
    written = {name: fields[name] for name in IN_OWN_WORDS & set(fields) - chosen}
    assert page.status_code < 500
    if page.status_code >= 400:
        assert lost(written, page.text) == []


@pytest.mark.long
@EVERY_FORM
def test_nothing_else_in_any_field_does_harm(world: Watched, form: Form) -> None:
    for name in form.fields:
        for what, bad in BAD.items():
            take(world, form, form.good(world) | {name: bad}, f"{name}: {what}")


@IN_TURN
def test_fields_that_are_missing_or_too_many_do_no_harm(world: Watched, form: Form) -> None:
    take(world, form, {}, "nothing at all")
    more = {"state": "decided", "person_id": "1", "id": "1", "to_weigh": "0", "balance": "0"}
    take(world, form, form.good(world) | more, "fields of the database")


@pytest.mark.long
@EVERY_FORM
def test_each_field_that_is_missing_does_no_harm(world: Watched, form: Form) -> None:
    for name in form.fields:
        fields = form.good(world)
        del fields[name]
        take(world, form, fields, f"no {name}")


@SOME_FORMS
def test_a_body_that_is_no_form_or_too_large_does_no_harm(world: Watched, form: Form) -> None:
    no_form(world, form)


@pytest.mark.long
@EVERY_FORM
def test_no_form_at_all_does_no_harm_anywhere(world: Watched, form: Form) -> None:
    no_form(world, form)


def no_form(world: Watched, form: Form) -> None:
    """Send what is no form, and too much of one."""
    path = form.address(world)
    for body, kind in ((b'{"a": 1}', "application/json"), (b"\xff\xfe%zz=%", "text/plain")):
        page = world.post(form.who, path, {}, data=body, content_type=kind)
        assert page.status_code < 500
        world.restore()
    page = world.post(form.who, path, {"x": "x" * 300_000})
    fits = {422} if form.endpoint in ENDPOINTS else {303}
    assert page.status_code in {413} | fits, "a form that reads nothing may not notice"


@EVERY_FORM
def test_a_good_answer_is_taken_and_twice_does_its_work_once(world: Watched, form: Form) -> None:
    """Were it not taken, the tests above would say nothing."""
    fields, path = form.good(world), form.address(world)
    page = world.post(form.who, path, fields)
    assert page.status_code == form.answers, page.text
    once = world.counts()
    again = world.post(form.who, path, fields)
    assert again.status_code < 500
    assert world.counts() == once
    assert world.broken() == []


@pytest.mark.parametrize("form", WITH_REFERENCE, ids=str)
def test_what_is_someone_elses_is_not_found_and_stays(world: Watched, form: Form) -> None:
    for who in ("stranger", "worker", "asker", "sender"):
        if who == form.who:
            continue
        page = world.post(who, form.address(world), form.good(world))
        assert page.status_code == 404, who
    guest = world.post("guest", form.address(world), form.good(world))
    assert guest.location.startswith("/sign-in")
    assert world.changed() == []


def test_nobody_asks_about_the_claims_of_another(world: Watched) -> None:
    for refs in (["{claim}"], ["{ready-claim}", "{claim}"]):
        fields = {"claims": [ref.format(**world.names) for ref in refs]}
        page = world.post("ready", "/ask/deferral", fields)
        assert page.status_code in (404, 422)
    assert world.changed() == []


WORDS = {"story", "body", "reason"}
TABS = [
    (first, second)
    for first, second in permutations(FORMS, 2)
    if first.case
    and first.case == second.case
    and "questions/" not in first.path
    and not (first.endpoint == "citizen.discard" and "story" in second.fields)
]
"""Two forms about one request, side by side; whoever throws one away wants no more of its story."""


@pytest.mark.parametrize(("first", "second"), TABS, ids=str)
def test_two_tabs_never_fail_and_lose_no_words(world: Watched, first: Form, second: Form) -> None:
    stale = second.good(world)
    world.post(first.who, first.address(world), first.good(world))
    page = world.post(second.who, second.address(world), stale)
    assert page.status_code < 500
    assert world.broken() == []
    if page.status_code >= 400:
        words = {name: value for name, value in stale.items() if name in WORDS}
        assert lost(words, page.text) == []


ODD = ["%00", "%27", "..%2f..", "%e2%80%ae", "%ff", "x" * 5_000, "0", "-1", "99999999999999999999"]


def odd_addresses() -> Iterator[tuple[str, str]]:
    """Give every address that holds a reference, with odd ones in its place; and odd questions."""
    for form in {form.endpoint: form for form in WITH_REFERENCE}.values():
        for name in re.findall(r"{[^}]+}", form.path):
            yield from ((form.who, form.path.replace(name, odd)) for odd in ODD)
    pages = ["/ask?claim=", "/sign-in?next=", "/staff/money/lines/1?q=", "/ask/", "/letters/"]
    for page in (*pages, "/cases/x/questions/", "/staff/money/lines/", "/claims/"):
        yield from ((who, page + odd) for who in ("asker", "worker") for odd in ODD)


def test_no_address_fails(world: Watched) -> None:
    for who, path in odd_addresses():
        for page in (world.get(who, path), world.post(who, path, {})):
            assert page.status_code < 500, path
    assert world.changed() == []


@pytest.mark.long
@pytest.mark.postgresql
def test_signs_that_postgresql_cannot_keep_are_no_fault(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    fill(database, load("oss"), today=TODAY, now=now, identity_key=KEY)
    database.engine.dispose()
    with closing(World(demo_app(postgresql_url, "oss"))) as world:
        sent = [
            (form.who, form.address(world), form.good(world) | {name: bad})
            for form in FORMS
            for name in form.fields
            for bad in ("\x00", "I moved\x00 and more", str(2**63))
        ]
        sent += [(who, path, {}) for who, path in odd_addresses() if "%00" in path or "999" in path]
        failed = [one for one in sent if world.post(*one).status_code >= 500]
        failed += [one for one in sent if world.get(*one[:2]).status_code >= 500]
        assert failed == []
        assert world.broken() == []


def test_a_page_of_an_error_repeats_words_and_no_number_of_a_person() -> None:
    typed = {
        "number": "120380 1234",
        "reason": "The roof leaks.",
        "way": "months",
        "amount": "1 200",
    }
    assert in_own_words(typed) == ["The roof leaks."]
