"""Which database a command works on, and for which municipality."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import click
import platformdirs
from sqlalchemy.engine import make_url

from portal import versions
from portal.commands.whole_file import whole_file
from portal.config import FileSettings, Settings, files_from_environment, from_environment
from portal.db import Database
from portal.errors import UnsafeSettings
from portal.keys import environment
from portal.municipality import names
from portal.people.installation import Purpose, mistaken, purpose
from portal.sealing import new_key

DEMO_IDENTITY_KEY = "the demo knows fictional people only"
_LAST = "demo-municipality"


@dataclass(frozen=True)
class Place:
    """A database and what it is for."""

    database: Database
    municipality: str
    identity_key: str
    files: FileSettings
    """Where files lie that people send along."""


def data_folder() -> Path:
    """Return the user's data folder, made when missing and closed to others."""
    folder = Path(platformdirs.user_data_dir("overblik"))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def demo_url(municipality: str) -> str:
    """Return where the demo of this municipality keeps its data."""
    given = environment().get("PORTAL_DATABASE_URL")
    return given or f"sqlite:///{data_folder() / f'demo-{municipality}.db'}"


def demo_files(url: str, municipality: str) -> FileSettings:
    """Return where the demo keeps files: beside its database. Nothing scans them."""
    if os.environ.get("PORTAL_FILES_DIR"):
        return files_from_environment({"PORTAL_SCANNER": "none", **os.environ})
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        return FileSettings(str(Path(parsed.database).absolute().with_suffix(".files")))
    return FileSettings(str(data_folder() / f"demo-{municipality}.files"))


def demo_municipality() -> str:
    """Return the municipality of the last demo, or the first one there is."""
    last = data_folder() / _LAST
    if last.is_file():
        return last.read_text("utf-8").strip()
    return (files("portal") / "municipalities" / "first").read_text("utf-8").strip()


def remember_demo(municipality: str) -> None:
    """Let the commands without a database of their own work on this demo."""
    (data_folder() / _LAST).write_text(municipality, "utf-8")


def demo_secret() -> str:
    """Return the key that signs this machine's demo cookies, made on first use."""
    return kept("demo-secret", lambda: secrets.token_urlsafe(48)).read_text("utf-8")


def demo_vault() -> str:
    """Return the keys that seal identity numbers in this machine's demo, made on first use."""
    return kept("demo-vault-keys", lambda: new_key("demo")).read_text("utf-8")


def kept(name: str, make: Callable[[], str]) -> Path:
    """Return a file of the user's data folder that nobody else can read, made when missing."""
    path = data_folder() / name
    if not path.is_file():
        with whole_file(path) as file:
            file.write(make())
    return path


def place() -> Place:
    """Return the database of the environment, or else the demo's. Raises UnsafeSettings."""
    url = demo_url(demo_municipality())
    if not versions.is_newest(url):
        raise UnsafeSettings("The database is not up to date. Run: portal db upgrade")
    with closing_at_the_end(Database(url)).reading() as session:
        found = purpose(session)
    wanted = in_production(os.environ)
    if found is not None and wanted is not None:
        mistaken(found, wanted)
    if found is not None and found.demo:
        files = demo_files(url, found.municipality)
        database = closing_at_the_end(Database(url, demo_vault()))
        return Place(database, found.municipality, DEMO_IDENTITY_KEY, files)
    settings: Settings = from_environment(os.environ)
    database = closing_at_the_end(Database(url, settings.vault_keys))
    assert settings.files is not None
    return Place(database, settings.municipality, settings.identity_key, settings.files)


def in_production(environ: Mapping[str, str]) -> Purpose | None:
    """What an installation's settings say; None where no database or municipality is set.

    Raises UnsafeSettings for a municipality that is not there.
    """
    name = environ.get("PORTAL_MUNICIPALITY", "")
    if not name or not environ.get("PORTAL_DATABASE_URL"):
        return None
    if name not in names():
        raise UnsafeSettings(f"There is no municipality {name!r}.")
    return Purpose(name, demo=False)


def closing_at_the_end(database: Database) -> Database:
    """Let the command that runs close what it had open: a server keeps a process for each."""
    running = click.get_current_context(silent=True)
    if running is not None:
        running.call_on_close(database.engine.dispose)
    return database
