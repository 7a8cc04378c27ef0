"""Copies of a database: made while it is in use, and put back in an empty place, count by count."""

import json
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Connection, inspect, make_url, text

from portal.db import make_engine
from portal.errors import BadFile, UnsafeSettings

DUMP, COPY, COUNTS = "database.dump", "database.db", "counts.json"
"""What a folder holds: PostgreSQL's dump or SQLite's file, and what was counted in it."""

Counts = dict[str, int]


def backup(url: str, folder: Path) -> Counts:
    """Copy the database into a folder and count in the copied moment; return the counts.

    Raises UnsafeSettings where the copy cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    address = make_url(url)
    try:
        found = _embedded(address, folder) if _is_embedded(address) else _served(address, folder)
    except sqlite3.Error as error:
        raise UnsafeSettings(f"The copy in {folder} is not whole: {error}.") from None
    (folder / COUNTS).write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")
    return found


def restore(url: str, folder: Path) -> Counts:
    """Put a copy back into an empty database, and count; return the counts.

    Raises UnsafeSettings where there is something already, BadFile where the counts differ.
    """
    address = make_url(url)
    name = COPY if _is_embedded(address) else DUMP
    if not (folder / name).is_file():
        raise UnsafeSettings(f"{folder / name} is not there: the copy is of the other engine.")
    told: Counts = json.loads((folder / COUNTS).read_text("utf-8"))
    _must_be_empty(address)
    if _is_embedded(address):
        _copy(folder / COPY, Path(address.database or ""))
    else:
        _call(address, "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction",
              f"--dbname={_without_password(address)}", str(folder / DUMP))  # fmt: skip
    found = _counted_at(url)
    different = sorted(name for name in {*told, *found} if told.get(name, 0) != found.get(name, 0))
    if different:
        raise BadFile(
            [f"{name}: {told.get(name)} then, {found.get(name)} now" for name in different]
        )
    return found


def _embedded(address: URL, folder: Path) -> Counts:
    """Copy by SQLite's own way, which others may write beside."""
    _copy(Path(address.database or ""), folder / COPY)
    return _counted_at(f"sqlite:///{folder / COPY}")


def _copy(source: Path, target: Path) -> None:
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(part)) as new,
    ):
        old.backup(new)
        new.execute("pragma journal_mode=delete")  # one file, nothing beside it
    part.chmod(0o600)
    part.replace(target)


def _served(address: URL, folder: Path) -> Counts:
    """Dump and count one and the same moment."""
    engine = make_engine(address.render_as_string(hide_password=False))
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            moment = connection.exec_driver_sql("select pg_export_snapshot()").scalar_one()
            _call(address, "pg_dump", "--format=custom", "--no-owner", f"--snapshot={moment}",
                  f"--file={folder / DUMP}", f"--dbname={_without_password(address)}")  # fmt: skip
            return _counted(connection)
    finally:
        engine.dispose()


def _call(address: URL, *command: str) -> None:
    """Run a program of PostgreSQL; the password goes by its environment, which nobody sees."""
    password = {"PGPASSWORD": str(address.password)} if address.password else {}
    try:
        done = subprocess.run(  # noqa: S603  (a constant program, an address of the settings)
            command, env={**os.environ, **password}, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise UnsafeSettings(f"{command[0]} is not there: install postgresql-client.") from None
    if done.returncode:
        why = done.stderr.strip() or f"ended with {done.returncode}, is the disk full?"
        raise UnsafeSettings(f"{command[0]}: {why}")


def _counted_at(url: str) -> Counts:
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return _counted(connection)
    finally:
        engine.dispose()


def _counted(connection: Connection) -> Counts:
    """Count the rows of every table, and sum the ledger's amounts in minor units."""
    names = sorted(inspect(connection).get_table_names())
    found = {
        name: int(connection.execute(text(f'select count(*) from "{name}"')).scalar_one())  # noqa: S608
        for name in names
    }
    if "ledger_entry" in found:
        summed = text("select coalesce(sum(amount), 0) from ledger_entry")
        found["ledger_entry.amount"] = int(connection.execute(summed).scalar_one())
    return found


def _must_be_empty(address: URL) -> None:
    if _is_embedded(address) and not Path(address.database or "").exists():
        return
    if _counted_at(address.render_as_string(hide_password=False)):
        raise UnsafeSettings(
            "PORTAL_DATABASE_URL: there is something in it. Restore to an empty one."
        )


def _is_embedded(address: URL) -> bool:
    return address.get_backend_name() == "sqlite"


def _without_password(address: URL) -> str:
    bare = address.set(drivername="postgresql", password=None)
    return bare.render_as_string(hide_password=False)
