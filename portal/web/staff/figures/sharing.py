"""Figures to share with other municipalities: what leaves, and the file."""

import csv
from io import StringIO

from flask import Response

from portal.cases.figures import sharing
from portal.people.actors import Permission
from portal.web.business.sheets import saved
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
    """Save the file: tables of counts and sums, with lines that say what they are."""
    parts = services()
    today = parts.clock.today()
    with parts.database.reading() as session:
        found = sharing.tables(session, parts.town, today)
    written = StringIO()
    csv.writer(written).writerows(sharing.lines(found, parts.town, today))
    name = f"{parts.town.name}-figures-{today.isoformat()}.csv"
    return saved(written.getvalue().encode(), "text/csv", name)
