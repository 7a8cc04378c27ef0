"""The strip on the page of a request: who else is at it, its notes and clock, and where to act."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import render_template
from sqlmodel import Session

from portal.cases.models import Case
from portal.cases.queue import case_for_staff
from portal.cases.work import clock, hands, presence
from portal.cases.work.presence import LOOKS, WRITES, Present
from portal.errors import Conflict
from portal.people.actors import Permission
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff


@dataclass(frozen=True)
class Strip:
    """What stands above a request."""

    others: list[Present]
    notes: list[tuple[str, str, datetime]]
    """Note, by whom, when; the newest first."""
    stopped_until: date | None
    is_open: bool


@staff.context_processor
def _strip() -> dict[str, Any]:
    return {"strip_of": strip_of}


def strip_of(case: Case) -> Strip:
    """Keep that someone looks at a request, and return what stands above it."""
    others = _here(case.ref, LOOKS)
    assert case.id is not None
    with services().database.reading() as session:
        notes = [(n.note, one, n.at) for n, one, _ in hands.notes_of(session, "case", case.id)]
        stopped = clock.running(session, case.id)
    until = stopped.until_on if stopped else None
    return Strip(others, notes, until, case.is_open or case.to_weigh)


@staff.get("/cases/<ref>/here")
@needs(Permission.CASE_READ)
def here(ref: str) -> str:
    """Keep that someone looks, and show who else does; a page asks by itself, so it is no use."""
    return _line(ref, LOOKS)


@staff.get("/cases/<ref>/here/writes")
@needs(Permission.CASE_READ)
def here_writes(ref: str) -> str:
    """Keep that someone writes, and show who else is there."""
    return _line(ref, WRITES)


def _line(ref: str, doing: str) -> str:
    with services().database.reading() as session:
        case_for_staff(session, actor(), ref)
    return render_template("staff/_here.html", others=_here(ref, doing))


def _here(ref: str, doing: str) -> list[Present]:
    parts = services()
    now, minutes = (
        parts.clock.now(),
        parts.town.terms.number("presence_minutes", parts.clock.today()),
    )

    def keep(session: Session) -> list[Present]:
        about = f"case:{ref}"
        return presence.here(session, actor(), about, doing, now=now, minutes=minutes)

    with suppress(Conflict), parts.database.unit_of_work() as session:
        return keep(session)
    return []
