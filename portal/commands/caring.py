"""Commands of those who run the portal: copies of the database, what is kept, what is closed."""

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click

from portal.commands.days import DAY, today_in
from portal.commands.ending import sessions
from portal.commands.keys import keys
from portal.commands.told import told
from portal.commands.towns import town
from portal.errors import UnsafeSettings
from portal.keys import environment
from portal.people.switches import PARTS

_FOR_WHOM = "It does not say for whom it is. Set {}, and run this again."
_NAMED_BY = ("PORTAL_MUNICIPALITY", "PORTAL_DATABASE_URL")
_NEW = click.Path(file_okay=False, path_type=Path)
_THERE = click.Path(exists=True, file_okay=False, path_type=Path)


def add_to(main: click.Group, db: click.Group) -> None:
    """Add these commands to the groups of the command line."""
    main.add_command(keys)
    main.add_command(metrics)
    main.add_command(retention)
    main.add_command(sessions)
    main.add_command(switch)
    main.add_command(town)
    db.add_command(upgrade)
    db.add_command(backup)
    db.add_command(restore)


@click.command()
def upgrade() -> None:
    """Bring the database to the newest version.

    It writes down in it for which municipality it is: no demo is put in it from then on. Exit 2
    while it does not say so and the settings do not either.
    """
    from portal.commands import place, purposes  # noqa: PLC0415

    with told():
        url = place.demo_url(place.demo_municipality())
        is_told = purposes.upgrade(url, os.environ)
        click.echo("The database is up to date.")
        if not is_told:
            missing = [name for name in _NAMED_BY if not os.environ.get(name)]
            raise UnsafeSettings(_FOR_WHOM.format(" and ".join(missing)))


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
    from portal.check import broken  # noqa: PLC0415
    from portal.commands import backups, purposes  # noqa: PLC0415
    from portal.commands.place import closing_at_the_end  # noqa: PLC0415
    from portal.db import Database  # noqa: PLC0415

    with told():
        _say(backups.restore(_url(), folder))
        purposes.upgrade(_url(), os.environ)
        with closing_at_the_end(Database(_url())).reading() as session:
            found = broken(session)
    for name in found:
        click.echo(f"{name}: BROKEN, see portal check", err=True)
    sys.exit(1 if found else 0)


@click.command()
@click.option("--dry-run", is_flag=True, help="What a night would delete; nothing is deleted.")
@click.option("--on", type=DAY, help="The day of the rules; by default today.")
def retention(on: date | None, *, dry_run: bool) -> None:
    """Say how long data are kept and why, and what was deleted so far. Nights delete."""
    from portal.commands import retaining  # noqa: PLC0415
    from portal.commands.place import place  # noqa: PLC0415

    with told():
        for line in retaining.tell(place(), on, datetime.now(UTC), is_dry=dry_run):
            click.echo(line)


@click.command()
def metrics() -> None:
    """Print figures of the installation in Prometheus' text format; nothing in them is of anybody.

    For the textfile collector of node_exporter: deploy/systemd/overblik-metrics.service.
    """
    from portal.commands import measuring  # noqa: PLC0415
    from portal.commands.place import place  # noqa: PLC0415

    with told():
        where = place()
        for line in measuring.tell(where, today_in(where.municipality)):
            click.echo(line)


@click.command()
@click.argument("part", type=click.Choice(PARTS), required=False)
@click.argument("to", type=click.Choice(("open", "closed")), required=False)
@click.option("--why", default="", help="For colleagues; residents do not see it.")
def switch(part: str | None, to: str | None, why: str) -> None:
    """Close PART of the portal, or open it again; without PART say what is closed.

    It holds at once, in every process.
    """
    from portal.commands import switching  # noqa: PLC0415
    from portal.commands.place import place  # noqa: PLC0415

    with told():
        for line in switching.act(place(), part, to, why, now=datetime.now(UTC)):
            click.echo(line)


def _say(counts: dict[str, int]) -> None:
    rows = sum(count for name, count in counts.items() if "." not in name)
    click.echo(f"{rows} rows in {sum('.' not in name for name in counts)} tables")


def _url() -> str:
    """Return the database of the environment: nothing is copied or put back by guessing."""
    url = environment().get("PORTAL_DATABASE_URL")
    if not url:
        raise UnsafeSettings("Set PORTAL_DATABASE_URL.")
    return url
