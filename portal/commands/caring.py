"""Commands of those who run the portal: copies of the database, and putting them back."""

import os
import sys
from pathlib import Path

import click

from portal.commands.told import told
from portal.errors import UnsafeSettings

_NEW = click.Path(file_okay=False, path_type=Path)
_THERE = click.Path(exists=True, file_okay=False, path_type=Path)


def add_to(db: click.Group) -> None:
    """Add these commands to the groups of the command line."""
    db.add_command(backup)
    db.add_command(restore)


@click.command()
@click.argument("folder", type=_NEW)
def backup(folder: Path) -> None:
    """Copy the database into FOLDER while it is in use. deploy/backup does this and more."""
    from portal.commands import backups  # noqa: PLC0415

    with told():
        _say(backups.backup(_url(), folder))


@click.command()
@click.argument("folder", type=_THERE)
def restore(folder: Path) -> None:
    """Put the copy in FOLDER back into an empty database, count, and hold every rule against it.

    Exit 1 if a rule is broken. See deploy/restore.
    """
    from portal import migrate  # noqa: PLC0415
    from portal.check import check  # noqa: PLC0415
    from portal.commands import backups  # noqa: PLC0415
    from portal.db import Database  # noqa: PLC0415

    with told():
        _say(backups.restore(_url(), folder))
        migrate.upgrade(_url())
        with Database(_url()).reading() as session:
            broken = [found.name for found in check(session) if not found.holds]
    for name in broken:
        click.echo(f"{name}: BROKEN, see portal check", err=True)
    sys.exit(1 if broken else 0)


def _say(counts: dict[str, int]) -> None:
    rows = sum(count for name, count in counts.items() if "." not in name)
    click.echo(f"{rows} rows in {sum('.' not in name for name in counts)} tables")


def _url() -> str:
    """Return the database of the environment: nothing is copied or put back by guessing."""
    url = os.environ.get("PORTAL_DATABASE_URL")
    if not url:
        raise UnsafeSettings("Set PORTAL_DATABASE_URL.")
    return url
