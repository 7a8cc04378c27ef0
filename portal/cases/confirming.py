"""A supervisor stands for a value that no publication gives, or takes that back."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from portal.cases.assumptions import Assumption
from portal.cases.models import LEAST_REASON, Confirmation
from portal.errors import Conflict, NotNow
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.people.models import StaffMember


def confirm(
    session: Session,
    staff: Actor,
    assumption: Assumption,
    shown: str,
    note: str,
    *,
    seen: int,
    seen_digest: str,
    now: datetime,
) -> Confirmation:
    """Stand for a value as it is now. It stays marked until the data says otherwise.

    `seen` is the number of the last row, and `seen_digest` the value, the page was made from.
    Raises NotAllowed, Conflict when either is another by now, NotNow without a note.
    """
    latest = _must_be_current(session, staff, assumption, seen)
    if seen_digest != assumption.digest:
        raise Conflict
    if latest is not None and is_confirmed(assumption, latest):
        raise NotNow("error-confirmed-already")
    return _keep(session, staff, assumption, "confirm", shown, note, seen + 1, now)


def withdraw(
    session: Session,
    staff: Actor,
    assumption: Assumption,
    note: str,
    *,
    seen: int,
    now: datetime,
) -> Confirmation:
    """Take a confirmation back. Raises NotAllowed, Conflict, and NotNow when there is none."""
    latest = _must_be_current(session, staff, assumption, seen)
    if latest is None or latest.kind != "confirm":
        raise NotNow("error-not-confirmed")
    shown = latest.value_shown
    return _keep(session, staff, assumption, "withdraw", shown, note, seen + 1, now)


def history(session: Session, name: str) -> list[Confirmation]:
    """Return who said what of a value, oldest first."""
    wanted = select(Confirmation).where(Confirmation.name == name)
    return list(session.exec(wanted.order_by(col(Confirmation.no))))


def latest_of_all(session: Session) -> Mapping[str, Confirmation]:
    """Return the last word on every value, by its name."""
    rows = session.exec(select(Confirmation).order_by(col(Confirmation.no)))
    return {row.name: row for row in rows}


def names_of(session: Session) -> Mapping[int, str]:
    """Return the names of those who may have said something, by their id."""
    return {one.id: one.name for one in session.exec(select(StaffMember)) if one.id is not None}


def is_confirmed(assumption: Assumption, latest: Confirmation | None) -> bool:
    """Whether the last word confirms the value as it is now."""
    return (
        latest is not None and latest.kind == "confirm" and latest.value_digest == assumption.digest
    )


def _must_be_current(
    session: Session, staff: Actor, assumption: Assumption, seen: int
) -> Confirmation | None:
    staff.must(Permission.RULES_CONFIRM)
    rows = history(session, assumption.name)
    if (rows[-1].no if rows else 0) != seen:
        raise Conflict
    return rows[-1] if rows else None


def _keep(
    session: Session,
    staff: Actor,
    assumption: Assumption,
    kind: str,
    shown: str,
    note: str,
    no: int,
    now: datetime,
) -> Confirmation:
    if len(note.strip()) < LEAST_REASON:
        raise NotNow("error-note-needed")
    row = Confirmation(
        name=assumption.name,
        no=no,
        kind=kind,
        value_digest=assumption.digest,
        value_shown=shown,
        note=note.strip(),
        confirmed_by=staff.id,
        at=now,
    )
    session.add(row)
    session.flush()
    audit.record(session, now, staff.signature, f"rules:{kind}", f"value:{assumption.name}")
    return row
