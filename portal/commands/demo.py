"""The main job on the embedded database: made, filled, and served on this machine alone."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from portal import migrate, versions
from portal.app import create_app, make_clock, make_files
from portal.commands import anchoring, place, trying
from portal.commands.days import day_asked
from portal.commands.purposes import must_be_for_demo
from portal.commands.serving import serve
from portal.config import FileSettings, PaymentSettings, Settings, payments_from_environment
from portal.db import Database
from portal.demo import fill
from portal.demo.codes import of_views, on_letters
from portal.demo.payments.server import TEST_KEY, StandIn
from portal.demo.people import chooser
from portal.demo.waiting import let_wait
from portal.errors import UnsafeSettings
from portal.municipality import load
from portal.people.installation import Purpose, claim, purpose
from portal.tokens import Tokens
from portal.web.services import Services

PATIENCE = 1
"""Seconds a page that is being made may still take when the demo is stopped."""


def prepare(municipality: str, *, today: date | None, fresh: bool) -> Settings:
    """Make and fill the demo's database; what is there already stays.

    Raises UnsafeSettings, and BadFile for a day before all rules.
    """
    town = load(municipality)
    day_asked(town, today, datetime.now(UTC))
    url = place.demo_url(municipality)
    settings = Settings(
        database_url=url,
        municipality=municipality,
        secret_key=place.demo_secret(),
        identity_key=place.DEMO_IDENTITY_KEY,
        vault_keys=place.demo_vault(),
        demo=True,
        today=today,
        files=place.demo_files(url, municipality),
    )
    must_be_for_demo(url, municipality, fresh=fresh)
    if fresh:
        _start_over(url)
        _empty(settings.files)
        anchoring.start_over(url, municipality)
    migrate.upgrade(url)
    database = Database(url, settings.vault_keys)
    clock = make_clock(settings, town.country)
    with database.unit_of_work() as session:
        claim(session, Purpose(municipality, demo=True))
    fill(
        database,
        town,
        today=clock.today(),
        now=clock.now(),
        identity_key=settings.identity_key,
        tokens=Tokens(settings.secret_key),
    )
    with database.unit_of_work() as session:
        let_wait(session, town, clock.today(), clock.now())
    database.engine.dispose()
    place.remember_demo(municipality)
    return settings


def _start_over(url: str) -> None:
    """Throw the embedded database away; a server's is emptied, if it is a demo's."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        for ending in ("", "-wal", "-shm"):
            Path(parsed.database + ending).unlink(missing_ok=True)
    elif versions.is_newest(url):
        database = Database(url)
        with database.reading() as session:
            found = purpose(session)
        database.engine.dispose()
        if found is None or not found.demo:
            raise UnsafeSettings("--fresh empties a demo's database only, and this is none.")
        migrate.downgrade(url)


def _empty(files: FileSettings | None) -> None:
    """Throw away what people sent along."""
    store = make_files(files).store
    for name, _ in store.names():
        store.delete(name)


def run(
    municipality: str, *, port: int, today: date | None, fresh: bool, say: Callable[[str], None]
) -> None:
    """Prepare the demo, say where it is and who one can be, and serve it."""
    settings = prepare(municipality, today=today, fresh=fresh)
    with _payments(port) as payments:
        _serve(replace(settings, payments=payments), port, say)


@contextmanager
def _payments(port: int) -> Iterator[PaymentSettings]:
    """The provider that is set; else its stand-in on this machine, which moves no money."""
    given = payments_from_environment(os.environ)
    if given is not None:
        yield given
        return
    with StandIn().running() as stand_in:
        yield PaymentSettings(TEST_KEY, f"http://127.0.0.1:{port}", stand_in.url)


def _serve(settings: Settings, port: int, say: Callable[[str], None]) -> None:
    app, stop = create_app(settings), threading.Event()
    told = _told(app.extensions["portal"], port)  # read before the workers part
    clock = app.extensions["portal"].clock
    trying.begin(Database(settings.database_url), settings.municipality, stop, clock)
    try:
        serve(app, f"127.0.0.1:{port}", graceful_timeout=PATIENCE, when_ready=lambda _: say(told))
    finally:
        stop.set()


def _told(parts: Services, port: int) -> str:
    """Where it is, who one can be, and which codes one can type; said once it answers."""
    with parts.database.reading() as session:
        held = on_letters(session, parts.town, parts.tokens, parts.clock.today())
    lines = [
        f"{parts.town.title} · demo",
        f"Open http://127.0.0.1:{port}/ and sign in as one of these fictional people:",
        *(f"  {person.name}: {person.describe('en')}" for person in chooser(parts.town)),
        *(f"{name} has a letter in hand: type its code {code} on /l." for name, code in held),
        *(
            f"{name} lent a view: open it on /helping with the code {code}."
            for name, code in of_views(parts.town, parts.tokens)
        ),
        "Stop with Ctrl+C.",
    ]
    return "\n".join(lines)
