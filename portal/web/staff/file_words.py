"""Files in words: what was taken in, by whom, what became of its lines, what can be saved."""

from collections.abc import Mapping, Sequence

from flask import url_for
from flask_babel import gettext
from sqlmodel import Session, col, select

from portal.jobs.intake.models import FileTaken
from portal.ledger.debits.settings import sepa_of
from portal.ledger.setoff.allowed import is_here
from portal.municipality import Municipality
from portal.people.actors import Actor, Permission
from portal.people.models import StaffMember
from portal.web.context import day, here
from portal.web.services import services

_LONGEST = 150
_MOST = 15
"""Mistakes shown in the answer to a form, which is kept short."""
_WHERE = {
    "bank": "staff.money",
    "claims": "staff.lists",
    "settlements": "staff.money",
    "returns": "staff.debits",
    "receipts": "staff.handover",
    "month": "staff.handover",
    "signals": "staff.lists",
    "facts": "staff.queue",
}
"""The page where what came in goes on."""


def names_of(session: Session, files: Sequence[FileTaken]) -> Mapping[str, str]:
    """Return the names of those who took files, by how the record names them."""
    refs = {one.by.removeprefix("staff:") for one in files}
    found = session.exec(select(StaffMember).where(col(StaffMember.ref).in_(refs)))
    return {f"staff:{member.ref}": member.name for member in found}


def row(file: FileTaken, names: Mapping[str, str]) -> dict[str, object]:
    """Return one file as the list shows it."""
    who = names.get(file.by) or gettext("files-by-command")
    zone = services().clock.now().tzinfo
    when = file.taken_at.astimezone(zone)
    return {
        "title": gettext(f"files-kind-{file.kind}"),
        "name": file.name,
        "under": gettext("files-taken-by", who=who, day=day(when), time=f"{here(when):%H:%M}"),
        "url": url_for("staff.file_taken", ref=file.ref),
        "left_out": file.said["many"],
        "where_url": url_for(_WHERE[file.kind]),
    }


def counted(counts: Mapping[str, int]) -> list[dict[str, str]]:
    """Return what became of the lines: those that say something, and always the first."""
    first = next(iter(counts), "")
    return [
        {"key": gettext(f"files-count-{name}"), "value": str(count)}
        for name, count in counts.items()
        if count or name == first
    ]


def mistakes_shown(mistakes: Sequence[str]) -> list[str]:
    """Return the first mistakes, each cut where it is very long."""
    return [one if len(one) <= _LONGEST else f"{one[: _LONGEST - 1]}…" for one in mistakes[:_MOST]]


def offered(town: Municipality, staff: Actor) -> dict[str, bool]:
    """Return which files can be saved here, by whom may."""
    return {
        "give": staff.may(Permission.FILE_GIVE),
        "collector": town.collector is not None,
        "debits": sepa_of(town) is not None,
        "withholdings": is_here(town),
    }
