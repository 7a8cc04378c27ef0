"""Files to and from the collector: what is handed over, what it answers, what it has."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from portal.commands.days import DAY
from portal.commands.told import told

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW = click.Path(dir_okay=False, path_type=Path)


def add_to(imports: click.Group, exports: click.Group) -> None:
    """Add these commands to the groups of the command line."""
    imports.add_command(collector_month)
    exports.add_command(handover)
    exports.add_command(collector_changes)


@click.command()
@click.option("--to", type=_NEW, required=True, help="The file to write.")
@click.option(
    "--number", type=click.IntRange(1), help="Write this file again; nothing is released."
)
@click.option(
    "--identities", type=_FILE, help="CSV of scheme and number, to fill in; nothing of it is kept."
)
@click.option("--on", type=DAY, help="The day; by default today.")
def handover(to: Path, number: int | None, identities: Path | None, on: date | None) -> None:
    """Release what people agreed to hand over, and write the newest file as XML.

    With nothing new it writes the last file again, byte for byte. See deploy/handover-file.md.
    """
    from portal.commands import collecting  # noqa: PLC0415
    from portal.commands.place import place  # noqa: PLC0415

    with told():
        now = datetime.now(UTC)
        for line in collecting.handover(place(), to, number, identities, on=on, now=now):
            click.echo(line)


@click.command("collector-changes")
@click.option("--from", "first", type=DAY, required=True, help="From here.")
@click.option("--to", type=_NEW, required=True, help="The file to write.")
def collector_changes(first: date, to: Path) -> None:
    """Write what was recalled, written down and written up since a day, for the collector."""
    from portal.commands import collecting  # noqa: PLC0415
    from portal.commands.place import place  # noqa: PLC0415

    with told():
        click.echo(collecting.changes(place(), first, to))


@click.command("collector-month")
@click.argument("file", type=_FILE)
def collector_month(file: Path) -> None:
    """Import what the collector has at the end of a month; see deploy/handover-file.md."""
    from portal.commands import collecting  # noqa: PLC0415
    from portal.commands.place import place  # noqa: PLC0415

    with told():
        click.echo(collecting.month(file, place(), now=datetime.now(UTC)))
