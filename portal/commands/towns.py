"""Commands for several municipalities on one machine."""

import os
from pathlib import Path

import click

from portal.commands.told import told
from portal.municipality import load, names

with told():
    TOWN = click.Choice(names())
    """One of the municipalities, as commands are given it."""
_NEW = click.Path(dir_okay=False, path_type=Path)


@click.group()
def town() -> None:
    """Look after several municipalities on one machine: see deploy/shared-service.md."""


@town.command()
@click.argument("municipality", type=TOWN)
@click.option("--settings", type=_NEW, required=True, help="The file of settings to write.")
def add(municipality: str, settings: Path) -> None:
    """Make a database for MUNICIPALITY beside that of PORTAL_DATABASE_URL, and its settings.

    Keys are made anew and shared with no other municipality.
    """
    from portal.commands.new_town import make  # noqa: PLC0415

    with told():
        url = make(os.environ, municipality, settings)
    click.echo(f"{load(municipality).title}: {url.database}")
    click.echo(f"Fill in the rest of {settings} (deploy/settings.sample), then start its services.")
