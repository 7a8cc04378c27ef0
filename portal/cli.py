"""The console command. Exit codes: 0 done, 2 bad input, 1 a fault."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click
from sqlalchemy.exc import ArgumentError

from portal import assess as assessing
from portal.errors import BadFile, Conflict, NotFound, UnsafeSettings
from portal.municipality import names
from portal.texts import LANGUAGES

BAD_INPUT = 2


@contextmanager
def _told() -> Iterator[None]:
    """Turn what is wrong with the input into lines on stderr and exit code 2."""
    try:
        yield
    except BadFile as bad:
        _stop(bad.mistakes)
    except (UnsafeSettings, NotFound) as unsafe:
        _stop(str(unsafe).splitlines() or ["not found"])
    except ArgumentError:
        _stop(["PORTAL_DATABASE_URL: this is not the address of a database"])
    except Conflict:
        _stop(["somebody else changed the same records; nothing was changed, try again"])
    except OSError as error:
        _stop([f"{error.filename or 'file'}: {error.strerror}"])


def _stop(lines: list[str]) -> None:
    for line in lines:
        click.echo(line, err=True)
    sys.exit(BAD_INPUT)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="overblik")
def main() -> None:
    """Overblik: a municipal self-service portal for debts."""


@main.command()
@click.option("--municipality", type=click.Choice(names()), help="Whose demo; by default the last.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--fresh", is_flag=True, help="Throw the demo's data away and start over.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The demo's own date.")
def demo(municipality: str | None, port: int, fresh: bool, today: datetime | None) -> None:
    """Live through the main job with fictional people, on this machine alone."""
    from portal.commands import demo as demonstration  # noqa: PLC0415  (loads the whole web)
    from portal.commands import place  # noqa: PLC0415

    with _told():
        demonstration.run(
            municipality or place.demo_municipality(),
            port=port,
            today=today.date() if today else None,
            fresh=fresh,
            say=click.echo,
        )


@main.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--batch", is_flag=True, help="FILE holds one request a line; so does the answer.")
def assess(file: IO[bytes], lang: str, batch: bool) -> None:
    """Put one request (JSON) through the rules. Reads standard input without FILE or with -."""
    with _told():
        try:
            written = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise BadFile(["input: is not UTF-8 text"]) from None
        if batch:
            for answer in assessing.assess_lines(written.removesuffix("\n").split("\n"), lang):
                click.echo(json.dumps(answer, ensure_ascii=False))
        else:
            answer = assessing.assess_json(assessing.parse(written), lang)
            click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


@main.group(name="import")
def import_() -> None:
    """Take in files. The same file twice changes nothing; a bad file changes nothing."""


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@import_.command("claims")
@click.argument("file", type=_FILE)
@click.option("--skip-bad", is_flag=True, help="Take the good lines and name the others.")
def import_claims(file: Path, skip_bad: bool) -> None:
    """Import claims from a CSV FILE; its columns stand in deploy/claims-file.md."""
    from portal.commands import importing  # noqa: PLC0415
    from portal.commands.place import place  # noqa: PLC0415

    with _told():
        for line in importing.claims(file, place(), skip_bad=skip_bad, now=_now()):
            click.echo(line)


@import_.command("bank")
@click.argument("files", type=_FILE, nargs=-1, required=True)
def import_bank(files: tuple[Path, ...]) -> None:
    """Import bank statements from FILES (camt.053 or MT940)."""
    from portal.commands import importing  # noqa: PLC0415
    from portal.commands.place import place  # noqa: PLC0415

    with _told():
        for line in importing.bank(files, place(), now=_now()):
            click.echo(line)


@main.command()
def check() -> None:
    """Hold the database against its invariants; exit 1 if one is broken."""
    from portal.check import check as find  # noqa: PLC0415
    from portal.commands.place import place  # noqa: PLC0415

    with _told(), place().database.reading() as session:
        findings = find(session)
    for finding in findings:
        state = (
            "holds" if finding.holds else f"BROKEN for {finding.broken}: " + ", ".join(finding.ids)
        )
        click.echo(f"{finding.name}: {finding.count} looked at, {state}")
    if not all(finding.holds for finding in findings):
        sys.exit(1)


@main.command()
@click.argument("cases", metavar="[CASE]...", nargs=-1)
def replay(cases: tuple[str, ...]) -> None:
    """Compute past decisions again, those of each CASE or all; exit 1 if one differs."""
    from portal.commands import replaying  # noqa: PLC0415
    from portal.commands.place import place  # noqa: PLC0415

    with _told():
        all_same = replaying.run(place(), cases, say=click.echo)
    if not all_same:
        sys.exit(1)


@main.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Bring the database to the newest version."""
    from portal import migrate  # noqa: PLC0415
    from portal.commands import place  # noqa: PLC0415

    with _told():
        migrate.upgrade(place.demo_url(place.demo_municipality()))
    click.echo("The database is up to date.")


@main.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
def serve(bind: str, workers: int) -> None:
    """Serve the portal in production, with settings from the environment."""
    from portal.app import create_app  # noqa: PLC0415
    from portal.commands.serving import serve as run  # noqa: PLC0415
    from portal.config import from_environment  # noqa: PLC0415

    with _told():
        app = create_app(from_environment(os.environ))
    run(app, bind, workers)


def _now() -> datetime:
    return datetime.now(UTC)
