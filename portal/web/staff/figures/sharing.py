"""Figures to share with other municipalities: what leaves, and the file."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from io import StringIO

from flask import Response
from flask_babel import gettext

from portal.cases.figures import sharing
from portal.cases.figures.counted import ALL, Shared
from portal.municipality import Municipality
from portal.people.actors import Permission
from portal.web.business.sheets import saved
from portal.web.context import day, local
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import needs
from portal.web.staff import staff


@staff.get("/figures/share")
@needs(Permission.FIGURES_TEAM)
def share() -> Response:
    """Say what the file holds and what it leaves out, before anyone saves it."""
    parts = services()
    today = parts.clock.today()
    with parts.database.reading() as session:
        found = sharing.tables(session, parts.town, today)
    least = parts.town.terms.number("share_least", today)
    return answer(
        "staff/figures/share.html",
        least=least,
        cells=sum(len(list(table.cells())) for table in found),
        hidden=sum(len(table.hidden) for table in found),
    )


@staff.get("/figures/share.csv")
@needs(Permission.FIGURES_TEAM)
def share_file() -> Response:
    """Save the file: lines that say what the tables are, then the tables.

    Their names are the same in every language, so that files of many municipalities go together.
    """
    parts = services()
    today = parts.clock.today()
    with parts.database.reading() as session:
        found = sharing.tables(session, parts.town, today)
    written = StringIO()
    told = ([f"# {said}"] for said in _head(found, parts.town, today))
    csv.writer(written).writerows([*told, *sharing.lines(found, parts.town.currency)])
    name = f"{parts.town.name}-figures-{today.isoformat()}.csv"
    return saved(written.getvalue().encode(), "text/csv", name)


def _head(found: Sequence[Shared], town: Municipality, today: date) -> Iterator[str]:
    """What a reader of the file must know, in the language of who saves it."""
    yield f"{gettext('share-title')}: {town.title}, {day(today)}"
    for table in found:
        yield f"{table.name}: {gettext(f'share-{table.name}')}"
    names = dict.fromkeys(name for table in found for name in (*table.rows, *table.columns))
    yield from (f"{name}: {_named(town, name)}" for name in names)
    yield f"{ALL}: {gettext('share-all')}"
    least = town.terms.number("share_least", today)
    yield f"{sharing.WITHHELD}: {gettext('share-withheld', least=least)}"


def _named(town: Municipality, name: str) -> str:
    """The words for the name of a row or a column."""
    if name in town.claim_kinds:
        return local(dict(town.claim_kinds[name].names))
    if name in (*sharing.TIMES, *sharing.LET_GO):
        return gettext(f"share-col-{name}".replace("_", "-"))
    family = "staff-ask" if name in sharing.ASKS else "figures-row"
    return gettext(f"{family}-{name}".replace("_", "-"))
