"""Handing over: what was agreed, releasing it, the files, and each month held against theirs."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from portal.errors import NotFound
from portal.jobs.handover import explaining, files, months
from portal.jobs.handover.months import Line
from portal.jobs.handover.releasing import Release, release
from portal.ledger import balances
from portal.ledger.handover import reading
from portal.ledger.models import Claim
from portal.ledger.sight import sight_of
from portal.people import audit
from portal.people.actors import Permission
from portal.web import fragments
from portal.web.saving import saved
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.months import first_day

MAY = Permission.PROPOSAL_ANSWER
MOST = 30
"""Lines shown at once."""
MOST_LINES = 100
"""Claims of one line of a month shown at once."""
MOVES = ("received", "recalled", "written_down", "written_up")


@staff.get("/handover")
@needs(MAY)
def handover() -> Response:
    """Show what was agreed and goes with the next file, the files there are, and the months."""
    if services().town.collector is None:
        raise NotFound
    return _page()


@staff.post("/handover/released")
@needs(MAY)
def handover_release() -> Response:
    """Release a file with all that was agreed and may go today."""
    parts = services()
    if parts.town.collector is None:
        raise NotFound
    told = Release(actor().signature, parts.clock.today(), parts.clock.now())
    with parts.database.unit_of_work() as session:
        made = release(session, parts.town, told)
    if made is None:
        return _page("handover-nothing", 409)
    return redirect(url_for("staff.handover") + "#files", code=303)


@staff.get("/handover/files/<int(max=2147483647):number>")
@needs(MAY)
def handover_file(number: int) -> Response:
    """Give a released file to save, with the numbers that are kept; who took it is recorded."""
    parts = services()
    with parts.database.unit_of_work() as session:
        file = reading.file_no(session, number)
        who, now = actor().signature, parts.clock.now()
        numbers = files.numbers_kept(session, file, by=who, now=now)
        content = files.content(session, parts.town, file, numbers)
        audit.record(session, now, who, "handover:fetch", f"file:{file.no}")
    return saved(content, "application/xml", files.name_of(file))


@staff.get("/handover/months/<month>")
@needs(MAY)
def handover_month(month: str) -> Response:
    """Hold one month against the collector's, line by line."""
    first = first_day(month)
    with services().database.reading() as session:
        found = months.reconcile(session, first)
        lines = explaining.of_lines(session, first, found.differences)
    rows = [(name, _both(found.total, name)) for name in (*MOVES, "base")]
    return fragments.answer(
        "staff/handover_month.html",
        found=found,
        rows=rows,
        left=[line for line in lines if line.now is None],
        explained=[line for line in lines if line.now is not None],
        most=MOST,
        month=month,
    )


@staff.get("/handover/months/<month>/<part>")
@needs(MAY)
def handover_lines(month: str, part: str) -> Response:
    """Show the claims that make one line of a month, ours beside theirs."""
    first = first_day(month)
    if part not in (*MOVES, "base"):
        raise NotFound
    with services().database.reading() as session:
        lines = [one for one in months.reconcile(session, first).lines if any(_both(one, part))]
        rows = [
            {
                "line": line,
                "both": _both(line, part),
                "claim": reading.claim_of(session, line.reference),
            }
            for line in lines[:MOST_LINES]
        ]
    return fragments.answer(
        "staff/handover_lines.html",
        rows=rows,
        count=len(lines),
        ours=sum(_both(one, part)[0] for one in lines),
        part=part,
        month=month,
    )


def _both(line: Line, name: str) -> tuple[int, int]:
    return getattr(line.ours, name), getattr(line.theirs, name)


def _page(problem: str = "", status: int = 200) -> Response:
    with services().database.reading() as session:
        agreed, sight = reading.agreed(session), sight_of(session, actor())
        ids = [one.claim_id for one in agreed]
        owed = balances.of_claims(session, ids)
        rows = [
            {
                "claim": session.get_one(Claim, one.claim_id),
                "left": owed[one.claim_id].total,
                "is_closed": not sight.sees_claim(one.claim_id),
            }
            for one in agreed[:MOST]
        ]
        made = reading.files(session)
        known = explaining.standing(session, months.months(session)[:MOST])
    return fragments.answer(
        "staff/handover.html",
        status=status,
        rows=rows,
        count=len(agreed),
        total=sum(one.total for one in owed.values()),
        files=made[:MOST],
        months=known,
        problem=problem,
    )
