"""The trail as the privacy officer reads it: acts and looks in one order, page by page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlmodel import Session

from portal.people.actors import Actor, Permission
from portal.people.trail.chain import ACT, CHAINED, LOOK


@dataclass(frozen=True)
class Mark:
    """A row's place in the order: the newest in front; of one moment looks before acts."""

    at: datetime
    source: str
    id: int


@dataclass(frozen=True)
class Wanted:
    """What of the trail is asked for; empty means all."""

    since: datetime
    until: datetime
    """The first moment that is too late."""
    actor: str = ""
    """As it is written: `staff:<ref>`."""
    acts: Collection[str] | None = None
    """Codes of acts; None for all, and nothing for none."""
    person_id: int | None = None
    subjects: Sequence[str] = ()
    """What acts about that person are written to."""
    acted: str = ""
    """How the person themselves signs."""


@dataclass(frozen=True)
class Line:
    """One act or look."""

    mark: Mark
    actor: str
    act: str
    subject: str
    detail: str


def lines(
    session: Session, by: Actor, wanted: Wanted, most: int, before: Mark | None = None
) -> list[Line]:
    """Return acts and looks, the newest in front, after those of the page before. NotAllowed."""
    by.must(Permission.AUDIT_READ)
    found: list[Line] = []
    for source, table in CHAINED.items():
        wants = [*_wants(source, wanted), *_after(source, before)]
        columns = (table.c[name] for name in ("id", "at", "actor", "act", "subject", "detail"))
        rows = session.connection().execute(
            select(*columns)
            .where(*wants)
            .order_by(table.c.at.desc(), table.c.id.desc())
            .limit(most)
        )
        found += [Line(Mark(row.at, source, row.id), *row[2:]) for row in rows]
    found.sort(key=lambda line: (line.mark.at, line.mark.source, line.mark.id), reverse=True)
    return found[:most]


def _wants(source: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    table = CHAINED[source]
    wants: list[Any] = [table.c.at >= wanted.since, table.c.at < wanted.until]
    if wanted.actor:
        wants.append(table.c.actor == wanted.actor)
    if wanted.acts is not None:
        wants.append(table.c.act.in_(wanted.acts))
    if wanted.person_id is not None:
        wants.append(_about(source, wanted))
    return wants


def _about(source: str, wanted: Wanted) -> ColumnElement[bool]:
    if source == "look":
        return LOOK.c.person_id == wanted.person_id
    by_them = or_(ACT.c.actor == wanted.acted, ACT.c.actor.like(f"helper:% for {wanted.acted}"))
    return or_(ACT.c.subject.in_(wanted.subjects) if wanted.subjects else false(), by_them)


def _after(source: str, before: Mark | None) -> list[ColumnElement[bool]]:
    if before is None:
        return []
    table = CHAINED[source]
    if source != before.source:
        early = table.c.at <= before.at if source < before.source else table.c.at < before.at
        return [early]
    same = and_(table.c.at == before.at, table.c.id < before.id)
    return [or_(table.c.at < before.at, same)]
