"""Why files were opened with no task: what can be answered here, how often, and each for review."""

from datetime import timedelta

from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.people import access
from portal.people.actors import Permission
from portal.web import entry
from portal.web.context import moment
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff

BACK = timedelta(days=30)
LINES = 20


@staff.get("/trail/reasons")
@staff.get("/trail/reasons/<int(max=2147483647):before>")
@needs(Permission.AUDIT_READ)
def trail_reasons(before: int | None = None) -> Response:
    """Show the reasons with their counts, and the newest openings, page by page."""
    parts = services()
    today = parts.clock.today()
    since = today - BACK
    with parts.database.reading() as session:
        counts = access.counted(session, actor(), since)
        found = access.opened(session, actor(), since, LINES + 1, before)
    entry.look("trail:look", "reasons", None)
    offered = parts.town.terms.names("access_reasons", today)
    gone = sorted(set(counts) - set(offered))
    return answer(
        "staff/trail_reasons.html",
        reasons=[(_words(one), counts.get(one, 0), one in gone) for one in (*offered, *gone)],
        total=sum(counts.values()),
        opened=[(one, moment(one.at), _words(one.reason)) for _, one in found[:LINES]],
        older=found[LINES - 1][0] if len(found) > LINES else None,
        before=before,
        since=since,
    )


def _words(reason: str) -> str:
    return gettext(f"access-{reason}")
