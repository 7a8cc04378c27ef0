"""The keys of identity numbers: a new one, what lies under which, and moving on to the newest."""

import sys
from pathlib import Path

import click

from portal.commands.told import told
from portal.commands.whole_file import whole_file
from portal.errors import BadFile
from portal.sealing import BadKeys, Sealer, new_key, sealer

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def keys() -> None:
    """Look after the keys of identity numbers; see deploy/keys.md."""


@keys.command()
@click.argument("file", type=_FILE)
@click.argument("name")
def new(file: Path, name: str) -> None:
    """Put a new key with this NAME in front of those in FILE, made when missing."""
    with told():
        there = file.read_text("utf-8") if file.exists() else ""
        try:
            written = f"{new_key(name)}\n{there}"
            Sealer(written)
        except BadKeys:
            raise BadFile(
                ["NAME: letters, digits and hyphens, no key in FILE has it; FILE: keys alone"]
            ) from None
        with whole_file(file) as kept:
            kept.write(written)
    click.echo(f"{name} seals from the next start on. Then: portal keys rotate")


@keys.command()
def show() -> None:
    """Count how many lie under which key; nothing secret is told."""
    from portal.commands.place import place  # noqa: PLC0415
    from portal.people import rekeying  # noqa: PLC0415

    with told():
        found = place()
        with found.database.reading() as session:
            older = rekeying.under_older(session, found.identity_key)
            sealed = rekeying.sealed_by_key(session)
    known = own.names if (own := sealer(found.database.vault_keys)) else ()
    click.echo(f"{older} people are found by a key of before")
    for name, count in sealed:
        click.echo(f"{count} numbers sealed with {name}{'' if name in known else ', NOT HERE'}")


@keys.command()
def rotate() -> None:
    """Move all that lies under keys of before to the newest, while the portal is in use.

    Stopped half-way, the next run goes on. Exit 1 when something could not be moved.
    """
    from portal.commands.place import place  # noqa: PLC0415
    from portal.jobs import rekeying  # noqa: PLC0415

    with told():
        found = place()
        moved = rekeying.rotate(found.database, found.identity_key, found.database.vault_keys)
    click.echo(f"{moved.people} people and {moved.numbers} numbers moved to the newest keys")
    for ref in moved.twice:
        click.echo(f"here twice, once under each key: {ref}", err=True)
    for ref in moved.shut:
        click.echo(f"no key opens the number of: {ref}", err=True)
    if moved.twice or moved.shut:
        sys.exit(1)
