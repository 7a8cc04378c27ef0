"""`portal simulate`: gathers the caseload and the change, and writes down what it does."""

import json
import tomllib
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from portal.adopting.current import town_of
from portal.commands.place import Place, place
from portal.errors import BadFile, NoValue
from portal.municipality import Municipality, load, must_be_whole, other_policy
from portal.rules import amendment
from portal.rules.policy import Policy
from portal.simulate.caseload import Caseload, synthetic
from portal.simulate.charts import charts
from portal.simulate.compare import compare
from portal.simulate.records import recorded
from portal.simulate.report import Report


def simulate(
    name: str,
    *,
    on: date,
    people: int | None,
    seed: int,
    changes: Iterable[str],
    from_file: Path | None,
    policy_file: Path | None,
    real: bool,
) -> tuple[Report, amendment.Amendment]:
    """Put a caseload before the policy as it is and as it would be. Raises BadFile."""
    where = _records_of(name) if real else None
    town = town_of(where.database, name) if where else load(name)
    change = amendment.typed(changes, on)
    if from_file is not None:
        change = amendment.Amendment({**_read(from_file).entries, **change.entries})
    after = change.on(other_policy(policy_file, town) if policy_file else town.policy)
    must_be_whole(after, town)
    try:
        caseload = _caseload(town, on, people, seed, where)
        found = compare(caseload, town.policy, after)
    except NoValue:
        raise BadFile([f"--on: the policy begins on {town.policy.first_day}"]) from None
    told = _told(change, town.policy, after, on)
    used = None if real else seed
    report = Report(name, town.currency, on, used, told, caseload, town.policy, after, found)
    return report, change


def _read(file: Path) -> amendment.Amendment:
    return amendment.read(_table(file))


def _table(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as mistake:
        raise BadFile([f"{file.name}: {mistake}"]) from mistake


def _records_of(name: str) -> Place:
    """The database, which must hold the records of this municipality. Raises BadFile."""
    where = place()
    if where.municipality != name:
        raise BadFile([f"--database: holds the records of {where.municipality}"])
    return where


def _caseload(
    town: Municipality, on: date, people: int | None, seed: int, where: Place | None
) -> Caseload:
    if where is None:
        return synthetic(town, on, people, seed)
    with where.database.reading() as session:
        return recorded(session, town, on)


def _told(change: amendment.Amendment, before: Policy, after: Policy, on: date) -> dict[str, str]:
    """Say of each value what it is on the day, and what it would be."""
    return {
        name: f"{_written(before, name, on)} -> {_written(after, name, on)}"
        for name in change.entries
    }


def _written(policy: Policy, name: str, on: date) -> object:
    """A value as it stands in the file; a dash in a policy that does not have it."""
    is_there = name in policy.settings or name in policy.amounts
    return policy.dated(name, on).written if is_there else "-"


def tell(report: Report, say: Callable[[str], None], *, as_json: bool) -> None:
    """Write the report as a table, or as JSON."""
    if as_json:
        say(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        return
    for line in report.lines():
        say(line)


def draw(report: Report, folder: Path) -> None:
    """Write the charts into a folder, which is made when missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in charts(report.found).items():
        (folder / f"{report.municipality}-{name}.svg").write_text(picture, encoding="utf-8")


def write_out(change: amendment.Amendment, town: str, file: Path) -> None:
    """Write the dated data that enact the change."""
    text = amendment.written(change, load(town).policy)
    file.write_text(text, encoding="utf-8")
