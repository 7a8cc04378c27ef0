"""Proposing a dated value, signing it as a second person, and taking it back before its day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from portal.adopting.kinds import base_of, fits, kind_of, whole, written_of
from portal.adopting.models import LEAST_DECISION, Adoption, AdoptionAct
from portal.adopting.overlay import GROUPS, series_of, signed_in
from portal.clock import day_in
from portal.errors import BadFile, Conflict, NotAllowed, NotFound, NotNow
from portal.municipality import Municipality
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.people.refs import new_ref
from portal.record import add_row, find_one
from portal.rules.policy import Series
from portal.rules.policy_data import read_value

SPARE = timedelta(minutes=10)
"""So long before midnight the signatures for the next day stop: every process looks in between."""


@dataclass(frozen=True)
class Wanted:
    """A value somebody wants from a day on, and the decision it rests on."""

    group: str
    name: str
    written: int | str | bool
    starts_on: date
    decision: str
    decided_on: date


@dataclass(frozen=True)
class Day:
    """When something is done, and the date that is in the municipality's country."""

    on: date
    at: datetime


def propose(
    session: Session, staff: Actor, town: Municipality, wanted: Wanted, day: Day
) -> Adoption:
    """Propose a value. Nothing changes before another person signs; the same one twice is one.

    Raises NotAllowed, NotFound for a value that is not there or not changed this way, and NotNow
    with what is wrong of the value, its day or its decision.
    """
    staff.must(Permission.RULES_ADOPT)
    series = _changeable(town, wanted)
    _must_hold(series, wanted, day)
    told: dict[str, Any] = {
        "group_name": wanted.group,
        "name": base_of(wanted.name),
        "starts_on": wanted.starts_on,
        "written": _whole(series, wanted),
        "decision": wanted.decision.strip(),
        "decided_on": wanted.decided_on,
        "proposed_by": staff.id,
    }
    if (same := _open_like(session, told)) is not None:
        return same
    row = add_row(session, Adoption(ref=new_ref(), proposed_at=day.at, **told))
    _note(session, staff, "propose", row, day)
    return row


def _open_like(session: Session, told: Mapping[str, Any]) -> Adoption | None:
    """The same proposal, where it waits for a signature."""
    done = select(AdoptionAct.adoption_id)
    like = (Adoption.name == told["name"], Adoption.proposed_by == told["proposed_by"])
    rows = session.exec(select(Adoption).where(*like, col(Adoption.id).not_in(done)))
    same = (row for row in rows if all(getattr(row, key) == of for key, of in told.items()))
    return next(same, None)


def _changeable(town: Municipality, wanted: Wanted) -> Series:
    if wanted.group not in GROUPS or base_of(wanted.name) not in series_of(town, wanted.group):
        raise NotFound
    return series_of(town, wanted.group)[base_of(wanted.name)]


def _whole(series: Series, wanted: Wanted) -> Any:  # noqa: ANN401  (as it stands in a file)
    """The whole value from its day on. Raises NotNow where its rows would not rise."""
    before = [entry for entry in series if entry.start <= wanted.starts_on]
    written = whole(wanted.name, (before or series)[-1], wanted.written)
    try:
        read_value(wanted.name, written)
    except BadFile:
        raise NotNow("error-adopt-value") from None
    return written


def _must_hold(series: Series, wanted: Wanted, day: Day) -> None:
    kind = kind_of(wanted.name, series[-1])
    if not kind:
        raise NotFound
    if not fits(wanted.name, kind, wanted.written):
        raise NotNow("error-adopt-value")
    if wanted.starts_on <= day.on:
        raise NotNow("error-adopt-day")
    if wanted.decided_on > day.on or len(wanted.decision.strip()) < LEAST_DECISION:
        raise NotNow("error-adopt-decision")
    before = [entry for entry in series if entry.start <= wanted.starts_on]
    is_same = before and written_of(wanted.name, before[-1]) == wanted.written
    if is_same and before[-1].mark != "assumed":
        raise NotNow("error-adopt-same")


def sign(
    session: Session, staff: Actor, town: Municipality, ref: str, *, seen: int, day: Day
) -> Adoption:
    """Sign a proposal of somebody else: from its first day on the rules use it.

    `seen` is the number of acts the page was made from. Raises NotAllowed, also for one's own
    proposal, NotFound, Conflict when somebody was first, and NotNow when its day is too near.
    """
    staff.must(Permission.CASE_SIGN)
    row, acts = _found(session, ref, seen)
    if row.proposed_by == staff.id:
        raise NotAllowed
    soon = max(day.on, day_in(town.country, day.at + SPARE))
    if acts or row.starts_on <= soon:
        raise NotNow("error-adopt-late")
    taken = {(one.group, one.name, one.starts_on) for one in signed_in(session)}
    if (row.group_name, row.name, row.starts_on) in taken:
        raise NotNow("error-adopt-taken")
    _act(session, staff, row, "signed", seen + 1, day)
    return row


def withdraw(session: Session, staff: Actor, ref: str, *, seen: int, day: Day) -> Adoption:
    """Take a proposal back, signed or not, before its first day.

    Raises NotAllowed, NotFound, Conflict, and NotNow when it is in use or was taken back.
    """
    staff.must(Permission.RULES_ADOPT)
    row, acts = _found(session, ref, seen)
    if row.starts_on <= day.on or (acts and acts[-1].kind == "withdrawn"):
        raise NotNow("error-adopt-in-use")
    _act(session, staff, row, "withdrawn", seen + 1, day)
    return row


def _found(session: Session, ref: str, seen: int) -> tuple[Adoption, list[AdoptionAct]]:
    row = find_one(session, select(Adoption).where(Adoption.ref == ref))
    wanted = select(AdoptionAct).where(AdoptionAct.adoption_id == row.id)
    acts = list(session.exec(wanted.order_by(col(AdoptionAct.no))))
    if len(acts) != seen:
        raise Conflict
    return row, acts


def _act(session: Session, staff: Actor, row: Adoption, kind: str, no: int, day: Day) -> None:
    assert row.id is not None
    act = AdoptionAct(
        adoption_id=row.id,
        no=no,
        kind=kind,
        starts_on=row.starts_on,
        proposed_by=row.proposed_by,
        done_by=staff.id,
        done_on=day.on,
        done_at=day.at,
    )
    add_row(session, act)
    _note(session, staff, kind, row, day)


def _note(session: Session, staff: Actor, act: str, row: Adoption, day: Day) -> None:
    subject = f"value:{row.group_name}.{row.name}"
    audit.record(session, day.at, staff.signature, f"rules:{act}", subject, row.ref)
