"""The console command. Exit codes: 0 done, 2 bad input, 1 a fault."""

import os
import sys
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import IO

import click

from portal import assess as assessing
from portal.commands import caring, collector_files, line_files, money_files
from portal.commands.days import DAY, today_in
from portal.commands.told import told as _told
from portal.commands.towns import TOWN
from portal.errors import BadFile
from portal.texts import LANGUAGES


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="overblik")
def main() -> None:
    """Overblik: a municipal self-service portal for debts."""


@main.command()
@click.option("--municipality", type=TOWN, help="Whose demo; by default the last.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--fresh", is_flag=True, help="Throw the demo's data away and start over.")
@click.option("--today", type=DAY, help="The demo's own date.")
def demo(municipality: str | None, port: int, fresh: bool, today: date | None) -> None:
    """Live through the main job with fictional people, on this machine alone."""
    from portal.commands import demo as demonstration  # noqa: PLC0415  (loads the whole web)
    from portal.commands import place  # noqa: PLC0415

    with _told():
        demonstration.run(
            municipality or place.demo_municipality(),
            port=port,
            today=today,
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
                click.echo(assessing.dump(answer))
        else:
            answer = assessing.assess_json(assessing.parse(written), lang)
            click.echo(assessing.dump(answer, indented=True))


@main.group(name="import")
def import_() -> None:
    """Take in files. The same file twice changes nothing; a bad file changes nothing."""


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_NEW = click.Path(dir_okay=False, path_type=Path)


@import_.command("claims")
@click.argument("file", type=_FILE)
@click.option("--skip-bad", is_flag=True, help="Take the good lines and name the others.")
def import_claims(file: Path, skip_bad: bool) -> None:
    """Import claims from FILE: CSV as in deploy/claims-file.md, or a UBL or OIOUBL invoice."""
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


@main.group()
def export() -> None:
    """Write files for other systems."""


@export.command("claims")
@click.option("--to", type=_NEW, help="The file to write; by default standard output.")
@click.option("--ledger", type=_NEW, help="Write every movement of the ledger to this file too.")
def export_claims(to: Path | None, ledger: Path | None) -> None:
    """Write all claims with what is left of them as CSV; see deploy/claims-file.md."""
    from portal.commands import exporting  # noqa: PLC0415
    from portal.commands.place import place  # noqa: PLC0415

    with _told():
        exporting.claims(place(), to, ledger)


money_files.add_to(import_, export)
collector_files.add_to(import_, export)
line_files.add_to(import_)


@main.command()
@click.option("--on", type=DAY, help="The day; by default today.")
def nightly(on: date | None) -> None:
    """Do all due work of a day: reminders, interest, missed instalments, proposals, reviews.

    Running it twice for one day changes nothing more; killed half-way and run again it ends the
    same.
    """
    from portal.commands import nightly as command  # noqa: PLC0415
    from portal.commands.place import place  # noqa: PLC0415

    with _told():
        command.run(place(), on, now=_now(), say=click.echo)


@main.command()
@click.option("--once", is_flag=True, help="Do what waits now, then stop.")
def worker(once: bool) -> None:
    """Share the night's work from the queue, and send what waits in the outbox, until stopped."""
    from portal.commands import working  # noqa: PLC0415
    from portal.commands.place import place  # noqa: PLC0415

    with _told():
        working.run(place(), say=partial(click.echo, err=True), once=once)


@main.command()
def check() -> None:
    """Hold the database against its invariants; exit 1 if one is broken."""
    from portal.check import check as find  # noqa: PLC0415
    from portal.commands.anchoring import anchors_of  # noqa: PLC0415
    from portal.commands.place import place  # noqa: PLC0415

    with _told():
        found = place()
        anchors = anchors_of(found)
        with found.database.reading() as session:
            findings = find(session, anchors)
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


@main.command()
@click.option("--municipality", type=TOWN, required=True)
@click.option("--people", type=click.IntRange(1, 5_000_000), help="By default as its data say.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--set", "changes", multiple=True, metavar="NAME=VALUE", help="A value to change.")
@click.option("--amendment", type=_FILE, help="A file of dated data with the change.")
@click.option("--policy", type=_FILE, help="Another version of policy.toml to compare with.")
@click.option("--on", type=DAY, help="By the values of this day.")
@click.option("--database", is_flag=True, help="The real people, read only.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--charts", type=_FOLDER, help="A folder for pictures (SVG).")
@click.option("--write", type=_NEW, help="Write the change as dated data that enact it.")
def simulate(
    municipality: str,
    people: int | None,
    seed: int,
    changes: tuple[str, ...],
    amendment: Path | None,
    policy: Path | None,
    on: date | None,
    database: bool,
    as_json: bool,
    charts: Path | None,
    write: Path | None,
) -> None:
    """Try a change of policy on a caseload: who pays less, who more, and what staff get.

    The people are made up from distributions that name their source. The same seed gives the same
    bytes.
    """
    from portal.commands import simulating  # noqa: PLC0415

    with _told():
        report, change = simulating.simulate(
            municipality,
            on=on or today_in(municipality),
            people=people,
            seed=seed,
            changes=changes,
            from_file=amendment,
            policy_file=policy,
            real=database,
        )
        simulating.tell(report, click.echo, as_json=as_json)
        if charts:
            simulating.draw(report, charts)
        if write:
            simulating.write_out(change, municipality, write)


@main.command()
@click.argument(
    "name",
    type=click.Choice(
        ("rules", "ledger", "migrations", "figures", "queue", "web", "load", "faults")
    ),
    required=False,
)
@click.option("--json", "as_json", is_flag=True)
def bench(name: str | None, as_json: bool) -> None:
    """Measure: each figure a ratio against its yardstick in the same run."""
    from portal.commands import benching  # noqa: PLC0415

    benching.run(name, click.echo, partial(click.echo, err=True), as_json=as_json)


@main.group()
def db() -> None:
    """Look after the database."""


caring.add_to(main, db)


@main.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
def serve(bind: str, workers: int) -> None:
    """Serve the portal in production, with settings from the environment."""
    from portal.app import create_app  # noqa: PLC0415
    from portal.commands.purposes import must_be_to_serve  # noqa: PLC0415
    from portal.commands.serving import serve as run  # noqa: PLC0415
    from portal.config import from_environment  # noqa: PLC0415
    from portal.web import logs  # noqa: PLC0415

    with _told():
        settings = from_environment(os.environ)
        app = create_app(settings)
        must_be_to_serve(settings)
    logs.to_stderr()
    run(app, bind, workers)


@main.command()
@click.argument("name")
@click.argument("login")
def administrator(name: str, login: str) -> None:
    """Add the first administrator: their NAME, and the LOGIN they have at the staff's sign-in."""
    from portal.commands import staffing  # noqa: PLC0415

    with _told():
        click.echo(staffing.first(name, login, _now()))


def _now() -> datetime:
    return datetime.now(UTC)
