"""Signing people out from the machine: somebody, or everybody."""

import getpass
from datetime import UTC, datetime

import click

from portal.commands.told import told
from portal.errors import BadFile, NotFound


@click.group()
def sessions() -> None:
    """Look after who is signed in."""


@sessions.command()
@click.option("--person", default="", help="The reference of a resident or business.")
@click.option("--staff", default="", help="The reference of a member of staff.")
@click.option("--all", "everybody", is_flag=True, help="Everybody.")
def end(person: str, staff: str, everybody: bool) -> None:
    """Sign somebody out everywhere, and who helps them with a code; they sign in again."""
    if [bool(person), bool(staff), everybody].count(True) != 1:
        raise click.UsageError("Name one of --person, --staff and --all.")
    with told():
        click.echo(f"{_end(person, staff)} ended")


def _end(person: str, staff: str) -> int:
    from portal.commands.place import place  # noqa: PLC0415
    from portal.people.signing import ending  # noqa: PLC0415

    by, now = f"operator:{getpass.getuser()}", datetime.now(UTC)
    try:
        with place().database.unit_of_work() as session:
            return ending.on_the_machine(session, by, now, person=person, staff=staff)
    except NotFound as error:
        raise BadFile(["Nobody has this reference."]) from error
