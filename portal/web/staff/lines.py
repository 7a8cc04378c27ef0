"""One payment: for which claim it is, found by a person; and taking a match back."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from portal.errors import NotFound, NotNow
from portal.ledger import bankbook, suspense
from portal.ledger.lookup import SHORTEST, Found, look_up
from portal.people import audit
from portal.people.actors import Permission
from portal.web.fields import clean
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff

MOST_FOUND = 6
LONGEST_SEARCH = 80
LINE = "/money/lines/<int(max=2147483647):line_id>"


@staff.get(LINE)
@needs(Permission.PAYMENT_MATCH)
def line(line_id: int) -> Response:
    """Show a payment, and the claims that fit what is searched for, at first the payer's name."""
    return _page(line_id)


@staff.post(f"{LINE}/matches")
@needs(Permission.PAYMENT_MATCH)
def match(line_id: int) -> Response:
    """Set what waits of a payment against a claim."""
    parts = services()
    try:
        with parts.database.unit_of_work() as session:
            suspense.match(
                session,
                line_id,
                request.form.get("claim", ""),
                order=parts.town.payment.imputation,
                now=parts.clock.now(),
                actor=actor().signature,
            )
    except NotNow as problem:
        return _page(line_id, problem=problem.message, status=409)
    return redirect(url_for("staff.line", line_id=line_id) + "#on-claims", code=303)


@staff.post(f"{LINE}/undone")
@needs(Permission.PAYMENT_MATCH)
def undo(line_id: int) -> Response:
    """Take what stands on a claim off it again; it waits once more."""
    parts = services()
    claim = request.form.get("claim", "")
    try:
        with parts.database.unit_of_work() as session:
            suspense.undo_match(
                session, line_id, claim, now=parts.clock.now(), actor=actor().signature
            )
    except NotNow as problem:
        return _page(line_id, problem=problem.message, status=409)
    return redirect(url_for("staff.line", line_id=line_id), code=303)


def _page(line_id: int, problem: str | None = None, status: int = 200) -> Response:
    with services().database.reading() as session:
        found = bankbook.line_for(session, line_id)
    if not found.posted:
        raise NotFound
    typed = request.args.get("q")
    query = clean(found.counterparty_name if typed is None else typed)[:LONGEST_SEARCH]
    return answer(
        "staff/line.html",
        "staff/_found.html",
        status=status,
        line=found,
        problem=problem,
        **_search(line_id, query, is_typed=typed is not None),
    )


def _search(line_id: int, query: str, *, is_typed: bool) -> dict[str, Any]:
    """Look for claims; that somebody looked is recorded, what they typed is not."""
    parts = services()
    claims: list[Found] = []
    if len(query) >= SHORTEST:
        with parts.database.unit_of_work() as session:
            claims = look_up(session, query, MOST_FOUND + 1)
            who = actor().signature
            audit.record(session, parts.clock.now(), who, "claims:search", f"line:{line_id}")
    return {
        "query": query,
        "is_typed": is_typed,
        "claims": claims[:MOST_FOUND],
        "is_more": len(claims) > MOST_FOUND,
        "shortest": SHORTEST,
        "most": MOST_FOUND,
    }
