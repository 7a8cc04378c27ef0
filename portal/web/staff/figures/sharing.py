"""Figures to share with other municipalities: what leaves, and the file."""

from flask import Response
from flask_babel import gettext

from portal.cases.figures import sharing
from portal.people.actors import Permission
from portal.web.figures_file import figures_file
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
    """Save the file."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        found = sharing.tables(session, parts.town, today)
    return figures_file(gettext("share-title"), "figures", found, today)
