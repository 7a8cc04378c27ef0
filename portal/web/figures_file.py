"""The file of figures for others: lines that say what the tables are, then the tables.

The lines stand in the language of who saves it. The names of tables, rows and columns are the same
in every language, so that files of many municipalities go together.
"""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from io import StringIO

from flask import Response
from flask_babel import gettext

from portal.cases.figures import sharing
from portal.cases.figures.counted import ALL
from portal.cases.figures.sharing import Table
from portal.municipality import Municipality
from portal.web.context import day, local
from portal.web.saving import saved
from portal.web.services import services


def figures_file(title: str, name: str, found: Sequence[Table], on: date) -> Response:
    """Answer with the tables as a file; `name` says of which kind it is, in its own name."""
    town, written = services().town, StringIO()
    told = ([f"# {said}"] for said in _head(title, found, town, on))
    csv.writer(written).writerows([*told, *sharing.lines(found, town.currency)])
    file = f"{town.name}-{name}-{on.isoformat()}.csv"
    return saved(written.getvalue().encode(), "text/csv", file)


def _head(title: str, found: Sequence[Table], town: Municipality, on: date) -> Iterator[str]:
    """What a reader of the file must know."""
    yield f"{title}: {town.title}, {day(on)}"
    for table in found:
        yield f"{table.name}: {gettext(f'share-{table.name}')}"
    cells = (cell for table in found for cell in table.cells())
    for name in dict.fromkeys(name for row, column, *_ in cells for name in (row, column)):
        yield f"{name}: {_named(town, name)}"
    least = town.terms.number("share_least", on)
    yield f"{sharing.WITHHELD}: {gettext('share-withheld', least=least)}"


def _named(town: Municipality, name: str) -> str:
    """The words for the name of a row or a column."""
    if name == ALL:
        return gettext("share-all")
    if name in town.claim_kinds:
        return local(dict(town.claim_kinds[name].names))
    if name in (*sharing.TIMES, *sharing.LET_GO):
        return gettext(f"share-col-{name}".replace("_", "-"))
    family = "staff-ask" if name in sharing.ASKS else "figures-row"
    return gettext(f"{family}-{name}".replace("_", "-"))
