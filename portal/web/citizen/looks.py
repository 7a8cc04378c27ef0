"""Who looked at my case and when: looks at pages about me, and uses of the codes of letters."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases.letterbox import codes
from portal.people.acting.names import helper_names
from portal.people.actors import Permission
from portal.people.looks import looks_at
from portal.people.trail.models import Look
from portal.web.citizen import citizen
from portal.web.context import moment
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs

A_PAGE = 30
"""Looks of one page."""
KINDS = ("person", "case", "claim", "letter", "plan", "receipt", "evidence", "books", "number")
"""What can be looked at and has a name of its own; anything else is `other`."""
OWN_PAGES = {
    "case": "citizen.case",
    "claim": "citizen.claim",
    "letter": "citizen.letter",
    "plan": "citizen.plan",
}


@dataclass(frozen=True)
class Row:
    """One look in words."""

    at: str
    who: str
    what: str
    url: str


@citizen.get("/my-data/looks")
@citizen.get("/my-data/looks/<int(max=2147483647):before>")
@needs(Permission.OWN_MANAGE)
def looks(before: int | None = None) -> Response:
    """List the looks, the newest in front; staff are named by what they are, helpers by name."""
    with services().database.reading() as session:
        found = looks_at(session, actor().id, A_PAGE + 1, before)
        rows = _rows(session, found[:A_PAGE])
        opened = codes.opened_by_code(session, actor().id) if before is None else []
    older = found[A_PAGE - 1].id if len(found) > A_PAGE else None
    return answer("citizen/looks.html", rows=rows, opened=opened, older=older, before=before)


def _rows(session: Session, found: list[Look]) -> list[Row]:
    names = helper_names(session, [one.actor for one in found])
    return [Row(moment(one.at), _who(one.actor, names), _what(one), _url(one)) for one in found]


def _who(signature: str, names: dict[str, str]) -> str:
    if signature in names:
        return gettext("looked-helper", name=names[signature])
    kind = signature.partition(":")[0]
    return gettext(f"looked-by-{kind if kind in ('staff', 'helper', 'key') else 'other'}")


def _what(one: Look) -> str:
    kind = one.act.partition(":")[0]
    return gettext(f"looked-{kind if kind in KINDS else 'other'}")


def _url(one: Look) -> str:
    """Where the reader can see the same record; empty where there is no such page."""
    kind, _, ref = one.subject.partition(":")
    return url_for(OWN_PAGES[kind], ref=ref) if kind in OWN_PAGES else ""
