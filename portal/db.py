"""The database: sessions to read with, and units of work that are kept whole or not at all."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    ExceptionContext,
    MetaData,
    TypeDecorator,
    event,
    make_url,
)
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import Session, SQLModel, create_engine

from portal.errors import Conflict

_PRAGMAS = (
    "foreign_keys=ON",
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=10000",
    "recursive_triggers=ON",  # so that replacing a row meets the guard against deleting it
)
_UNIQUE = "23505"
"""What PostgreSQL says when a key is there already."""
_NOT_READ = "22"
"""The class of what it says to a value of the wrong kind."""
_RING = "40P01"
"""What it says to one of two who wait for each other."""
_IN_ORDER = 2
"""The state of its transaction in which nothing went wrong (INTRANS of libpq)."""
_NO_CHANGES = re.compile("read-?only|during recovery|disk is full|No space left|File too large")
"""What the databases, one that follows another, and their disks say when nothing is changed."""
_PATIENCE = "connect_timeout"
"""Seconds to wait for a server that is not there: less than a page may take."""
VAULT = "vault"
"""Under which a session carries the keys of what is sealed."""

SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no time zone, so it is taken off and put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone; store UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back UTC, whatever the database kept."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


@dataclass
class _Together:
    """The session that readings share which come one after the other."""

    session: Session | None = None
    is_used: bool = False
    is_old: bool = False
    """Whether something was changed while somebody read in it."""

    def let_go(self) -> None:
        """End it, now or when whoever reads in it is done: who reads next sees what was changed."""
        self.is_old = self.is_used
        if not self.is_used and self.session is not None:
            session, self.session = self.session, None
            _close(session)

    def done(self, *, is_broken: bool) -> None:
        """Keep it for who reads next, unless it is old or answers nothing more."""
        self.is_used = False
        if self.is_old or is_broken:
            self.let_go()


class Database:
    """One municipality's database. Read in `reading()`, change in `unit_of_work()`."""

    def __init__(self, url: str, vault_keys: str = "") -> None:
        """Open the database at this SQLAlchemy URL (SQLite or PostgreSQL).

        `vault_keys` seal and open what lies in it sealed; its sessions carry them along.
        """
        self.engine = make_engine(url)
        self._reading, self._writing = only_reading(self.engine), writing(self.engine)
        self.vault_keys = vault_keys
        self._told = {VAULT: vault_keys}
        self._together: ContextVar[_Together | None] = ContextVar("together", default=None)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Readings in here share a session, and so a connection, until something is changed.

        A page asks several times; each session of its own would cost it two round trips.
        """
        shared = _Together()
        before = self._together.set(shared)
        try:
            yield
        finally:
            self._together.reset(before)
            shared.is_used = False
            shared.let_go()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session to read with; nothing it does is kept."""
        shared = self._together.get()
        if shared is None or shared.is_used:  # one within the other: each its own
            session = self._open()
            try:
                yield session
            finally:
                _close(session)
            return
        if shared.session is None:
            shared.session = self._open()
        shared.is_used = True
        try:
            yield shared.session
        except BaseException:
            shared.done(is_broken=True)  # after an error PostgreSQL answers nothing more in it
            raise
        shared.done(is_broken=False)

    def _open(self) -> Session:
        """Return a session to read with, on a connection of its own: for rows without objects."""
        connection = self._reading.connect()
        return Session(connection, expire_on_commit=False, autoflush=False, info=self._told)

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        """A session whose changes are all kept, or none. Raises Conflict when someone was first."""
        self._let_go()
        try:
            with self._unit_of_work() as session:
                yield session
        finally:
            self._let_go()

    def _let_go(self) -> None:
        shared = self._together.get()
        if shared is not None:
            shared.let_go()

    @contextmanager
    def _unit_of_work(self) -> Iterator[Session]:
        with Session(self._writing, expire_on_commit=False, info=self._told) as session:
            try:
                yield session
                session.commit()
            except IntegrityError as error:
                session.rollback()
                if _is_double(error):
                    raise Conflict from error
                raise
            except OperationalError as error:
                session.rollback()
                if getattr(error.orig, "sqlstate", "") == _RING:
                    raise Conflict from error
                raise
            except BaseException:
                session.rollback()
                raise


def _close(reading: Session) -> None:
    """Give back the connection of a session that only read."""
    connection = reading.bind
    assert isinstance(connection, Connection)
    try:
        if reading.in_transaction():  # it was asked for objects, not for rows alone
            reading.close()
    finally:
        connection.close()


def connection_of(session: Session) -> Connection:
    """Return the connection of its transaction, with what the session holds written to it."""
    if isinstance(session.bind, Connection):
        return session.bind  # it only reads
    session.flush()
    return session.connection()


def _is_double(error: IntegrityError) -> bool:
    """Whether a row of this key was there already, and not some other rule was broken."""
    return getattr(error.orig, "sqlstate", "") == _UNIQUE or "UNIQUE" in str(error.orig)


def only_reads(error: DBAPIError) -> bool:
    """Whether it says that the database takes no changes now: it only reads, or has no room."""
    return _NO_CHANGES.search(str(error.orig)) is not None


def make_engine(url: str) -> Engine:
    """Make an engine whose errors never print values, with SQLite's foreign keys and WAL on."""
    address = make_url(url)
    is_served = address.get_backend_name() != "sqlite"
    if is_served and _PATIENCE not in address.query:
        address = address.update_query_dict({_PATIENCE: "5"})
    engine = create_engine(address, hide_parameters=True, pool_pre_ping=is_served)
    event.listen(engine, "handle_error", _hide_values)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        engine.dialect.do_begin = _begin  # type: ignore[method-assign,assignment]
    else:
        engine.dialect.do_rollback = _end  # type: ignore[method-assign,assignment]
    return engine


def only_reading(engine: Engine) -> Engine:
    """Return the engine for what only reads: PostgreSQL then takes no change from it."""
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(postgresql_readonly=True)


def writing(engine: Engine) -> Engine:
    """Return the engine for what changes something: on SQLite two writers queue from the start."""
    queued = engine.execution_options()
    if engine.dialect.name == "sqlite":
        event.listen(queued, "begin", _begin_writing)
    return queued


def _hide_values(context: ExceptionContext) -> None:
    """Leave of PostgreSQL's word the state and what holds no value: its details quote whole rows.

    Of what it could not read (class 22) the very message quotes the value.
    """
    told, wrapped = context.original_exception, context.sqlalchemy_exception
    state = getattr(told, "sqlstate", None)
    if state is None or wrapped is None:
        return
    said = "" if state.startswith(_NOT_READ) else f" {told.diag.message_primary}"  # type: ignore[attr-defined]
    told.args = (f"{state}{said}",)
    wrapped.args = (f"({type(told).__name__}) {state}{said}",)


def _prepare_sqlite(connection: Any, _record: Any) -> None:  # noqa: ANN401  (the driver's own type)
    connection.isolation_level = None  # the driver's own BEGIN comes too late for a consistent read
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:  # noqa: ANN401  (the driver's own type)
    """Begin a transaction that reads: without the driver's own, which comes too late.

    No event does it: each statement of an engine with one would cost more.
    """
    own = connection.dbapi_connection
    if not own.in_transaction:
        own.execute("BEGIN")


def _end(connection: Any) -> None:  # noqa: ANN401  (the driver's own type)
    """Take back what was done; a transaction that could only read is ended as if to keep it.

    After taking back, the driver forgets every statement it has prepared, and PostgreSQL plans each
    one anew: on a page that reads, that was most of what PostgreSQL did.
    """
    if connection.read_only and connection.pgconn.transaction_status == _IN_ORDER:
        connection.commit()
    else:
        connection.rollback()


def _begin_writing(connection: Connection) -> None:
    """Take the write lock at the start of a unit of work."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
