"""The trail for the privacy officer: who looked and who did what, by person, colleague, day."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import redirect, request, url_for
from sqlmodel import Session, select
from werkzeug.wrappers import Response

from portal.cases.whose import subjects_of
from portal.clock import ZONES
from portal.people import directory, looks
from portal.people.actors import Permission
from portal.people.models import Person, StaffMember
from portal.people.trail import anchoring, reading
from portal.people.trail.acts import ACTS
from portal.people.trail.reading import Line, Mark, Wanted
from portal.record import find_one
from portal.web import entry
from portal.web.context import moment
from portal.web.fields import clean
from portal.web.fragments import answer
from portal.web.saving import saved
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.trail_about import about, names_in
from portal.web.staff.trail_words import act_words, matching

MAY = Permission.AUDIT_READ
LINES = 12
"""Lines of a page: it has a query in its address, so it goes out as it is, and must be small."""
USUAL = timedelta(days=30)
"""How far back the trail is shown when no first day is asked for."""
MOST_FOUND, MOST_TYPED, MOST_NAMED = 12, 60, 3
_AT_ONCE = 1_000
_MARK = re.compile(r"(\d{1,16})\.(act|look)\.(\d{1,18})")


@staff.get("/trail")
@needs(MAY)
def trail() -> Response:
    """Show the newest of what was asked for, and whether the chain is anchored."""
    parts, asked = services(), request.args
    first, last = _days()
    with parts.database.reading() as session:
        colleagues = session.exec(select(StaffMember).order_by(StaffMember.name)).all()
        person = _person(session, asked["person"]) if asked.get("person") else None
        who = clean(asked.get("who", ""))[:60]
        what = clean(asked.get("act", ""))[:MOST_TYPED]
        acts = matching(what) if what else None
        wanted = Wanted(
            since=_start(first),
            until=_start(last + timedelta(days=1)),
            actor=f"staff:{who}" if who else "",
            acts=acts,
            person_id=person.id if person else None,
            subjects=subjects_of(session, person.id) if person and person.id else (),
            acted=f"resident:{person.ref}" if person else "",
        )
        found = reading.lines(session, actor(), wanted, LINES + 1, _before())
        shown = _shown(session, found[:LINES])
    entry.look("trail:look", "trail", wanted.person_id, " ".join(filter(None, (who, _told(acts)))))
    names = {f"staff:{one.ref}": one.name for one in colleagues}
    kept = {name: asked[name] for name in ("person", "who", "act", "from", "to") if asked.get(name)}
    further = _mark(found[LINES - 1].mark) if len(found) > LINES else ""
    batches, rows, newest = anchoring.state(parts.database)
    return answer(
        "staff/trail.html",
        lines=shown,
        further=f"{request.path}?{urlencode(kept | {'before': further})}" if further else "",
        colleagues=colleagues,
        person=person,
        who=who,
        what=what,
        acts=[act_words(one) for one in acts or ()][:MOST_NAMED],
        more_acts=max(0, len(acts or ()) - MOST_NAMED),
        who_name=names.get(f"staff:{who}", who),
        first=first,
        last=last,
        is_first="before" not in asked,
        rows=rows,
        batches=batches,
        anchor=newest,
    )


@staff.get("/trail/acts")
@needs(MAY)
def trail_acts() -> Response:
    """List every act the trail can hold, in words, each with the lines of it."""
    acts = sorted(((act_words(one), one) for one in ACTS), key=lambda row: row[0].casefold())
    return answer("staff/trail_acts.html", acts=acts)


@staff.post("/trail/people")
@needs(MAY)
def trail_people() -> Response:
    """Look for a person by name; what was typed is kept nowhere."""
    parts, query = services(), clean(request.form.get("q", ""))[:80]
    with parts.database.reading() as session:
        found = directory.for_trail(session, actor(), query, MOST_FOUND)
    entry.look("trail:search", "people", None)
    if len(found) == 1:
        return redirect(url_for("staff.trail", person=found[0].ref), code=HTTPStatus.SEE_OTHER)
    return answer("staff/trail_people.html", people=found, query=query)


@staff.get("/trail/<ref>.csv")
@needs(MAY)
def trail_file(ref: str) -> Response:
    """Give all looks at one person as CSV."""
    with services().database.reading() as session:
        person = _person(session, ref)
    assert person.id is not None
    entry.look("trail:look", f"person:{ref}", person.id, "csv")
    rows = "".join(_csv(person.id))
    return saved("\ufeff" + rows, "text/csv", f"looks-{ref}.csv")


def _csv(person_id: int) -> Iterator[str]:
    yield "at;who;act;subject;detail\r\n"
    before: int | None = None
    while True:
        with services().database.reading() as session:
            found = looks.looks_at(session, person_id, _AT_ONCE, before)
        for row in found:
            at = row.at.astimezone(UTC).isoformat(timespec="seconds")
            yield f"{at};{row.actor};{row.act};{row.subject};{row.detail}\r\n"
        if len(found) < _AT_ONCE:
            return
        before = found[-1].id


def _person(session: Session, ref: str) -> Person:
    return find_one(session, select(Person).where(Person.ref == ref))


def _shown(session: Session, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Lines in words; the file has them as they were written."""
    names = names_in(session, actor(), lines)
    return [
        {
            "at": moment(line.mark.at),
            "who": names.who(line.actor),
            "act": act_words(line.act),
            "about": about(session, actor(), names, line),
        }
        for line in lines
    ]


def _days() -> tuple[date, date]:
    """The first and the last day that are asked for; what is no day counts as not asked."""
    today = services().clock.today()
    last = _day(request.args.get("to", "")) or today
    return _day(request.args.get("from", "")) or last - USUAL, last


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _start(day: date) -> datetime:
    zone = ZoneInfo(ZONES[services().town.country])
    return datetime.combine(day, time(), zone)


def _told(acts: Sequence[str] | None) -> str:
    """Which acts were asked for, as the look keeps it: codes, and nothing of what was typed."""
    return ",".join((acts or ())[:MOST_NAMED])


def _before() -> Mark | None:
    found = _MARK.fullmatch(request.args.get("before", ""))
    if found is None:
        return None
    at = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(found[1]))
    return Mark(at, found[2], int(found[3]))


def _mark(mark: Mark) -> str:
    at = (mark.at - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)
    return f"{at}.{mark.source}.{mark.id}"
