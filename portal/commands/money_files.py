"""Files about direct debit and withholding: what the bank reports, what is to be withheld."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from portal.commands.days import DAY
from portal.commands.told import told

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW = click.Path(dir_okay=False, path_type=Path)


def add_to(imports: click.Group, exports: click.Group) -> None:
    """Add these commands to the groups of the command line."""
    imports.add_command(returns)
    exports.add_command(withholdings)


@click.command()
@click.argument("file", type=_FILE)
def returns(file: Path) -> None:
    """Import the bank's report (pain.002) on direct debits that it rejected."""
    from portal.commands import settling  # noqa: PLC0415
    from portal.commands.place import place  # noqa: PLC0415

    with told():
        click.echo(settling.returns(file, place(), now=datetime.now(UTC)))


@click.command()
@click.option("--on", type=DAY, help="A day of the month; by default today.")
@click.option("--to", type=_NEW, help="The file to write; by default standard output.")
def withholdings(on: date | None, to: Path | None) -> None:
    """Write what is to be withheld from benefits in a month as CSV, for who pays the benefits."""
    from portal.commands import settling  # noqa: PLC0415
    from portal.commands.place import place  # noqa: PLC0415

    with told():
        click.echo(settling.withholdings(place(), on, to, now=datetime.now(UTC)), nl=False)
