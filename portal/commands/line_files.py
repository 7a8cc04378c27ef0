"""Files with one record a line: taken whole, or their good lines; twice is as once."""

from datetime import UTC, datetime
from pathlib import Path

import click

from portal.commands.told import told

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
KINDS = {
    "facts": (
        "Import what registers know of people from a CSV FILE; see deploy/facts-file.md.",
        "{new} new, {newer} newer than what was known, {unchanged} already there,"
        " {older} older than what is known, {strangers} about people who owe nothing here.",
    ),
    "receipts": (
        "Import the collector's receipts; see deploy/handover-file.md.",
        "{new} new, {unchanged} already there, {rejected} back with us.",
    ),
    "settlements": (
        "Import what was withheld, paid over or set off; see deploy/settlements-file.md.",
        "{booked} booked, {waiting} to look at, {unchanged} already there.",
    ),
    "signals": (
        "Import signals from a CSV FILE; its columns stand in deploy/signals-file.md.",
        "{new} new, {unchanged} already there, {strangers} about people who owe nothing here.",
    ),
}
"""What each command is for, and what it says when it is done."""


def add_to(imports: click.Group) -> None:
    """Add these commands to the group of the command line."""
    for kind, (purpose, done) in KINDS.items():
        imports.add_command(_command(kind, purpose, done))


def _command(kind: str, purpose: str, done: str) -> click.Command:
    def take(file: Path, *, skip_bad: bool) -> None:
        from portal.commands.incoming import take_file  # noqa: PLC0415
        from portal.commands.place import place  # noqa: PLC0415

        with told():
            taken = take_file(kind, file, place(), skip_bad=skip_bad, now=datetime.now(UTC))
            click.echo(done.format_map(taken.counts))
            for mistake in taken.left_out:
                click.echo(f"left out: {mistake}")

    skipping = click.Option(
        ["--skip-bad"], is_flag=True, help="Take the good lines and name the others."
    )
    params = [click.Argument(["file"], type=_FILE), skipping]
    return click.Command(kind, params=params, callback=take, help=purpose)
