"""Files about people: hints from outside, and what registers know."""

from datetime import UTC, datetime
from pathlib import Path

import click

from portal.commands.told import told

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def add_to(imports: click.Group) -> None:
    """Add these commands to the group of the command line."""
    imports.add_command(signals)
    imports.add_command(facts)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--skip-bad", is_flag=True, help="Take the good lines and name the others.")
def signals(file: Path, skip_bad: bool) -> None:
    """Import signals from a CSV FILE; its columns stand in deploy/signals-file.md."""
    from portal.commands import signalling  # noqa: PLC0415
    from portal.commands.place import place  # noqa: PLC0415

    with told():
        for line in signalling.signals(file, place(), skip_bad=skip_bad, now=datetime.now(UTC)):
            click.echo(line)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--skip-bad", is_flag=True, help="Take the good lines and name the others.")
def facts(file: Path, skip_bad: bool) -> None:
    """Import what registers know of people from a CSV FILE; see deploy/facts-file.md."""
    from portal.commands import signalling  # noqa: PLC0415
    from portal.commands.place import place  # noqa: PLC0415

    with told():
        for line in signalling.facts(file, place(), skip_bad=skip_bad, now=datetime.now(UTC)):
            click.echo(line)
