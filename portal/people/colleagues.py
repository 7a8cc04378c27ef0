"""Members of staff: who works here, in which role; added, changed and ended by an administrator."""

from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from portal.errors import NotNow
from portal.people import audit
from portal.people.actors import ROLES, Actor, Permission
from portal.people.models import SignIn, StaffMember
from portal.people.refs import new_ref
from portal.record import add_row, change_row, find_one

STAFF_ROLES = tuple(role for role in ROLES if role not in ("person", "business"))
ADMINISTRATOR = "administrator"
UNIT = "decentral_unit"
"""The role that sees the claims of one unit."""
_ADMINISTRATORS = select(StaffMember.id).where(
    StaffMember.role == ADMINISTRATOR, col(StaffMember.ended_on).is_(None)
)


def everyone(session: Session, by: Actor) -> list[StaffMember]:
    """Return all members of staff by name, who left last. Raises NotAllowed."""
    by.must(Permission.FILE_CLOSE)
    gone = col(StaffMember.ended_on).is_not(None)
    return list(
        session.exec(select(StaffMember).order_by(gone, StaffMember.name, col(StaffMember.id)))
    )


def by_ref(session: Session, by: Actor, ref: str) -> StaffMember:
    """Return one. Raises NotAllowed, NotFound."""
    by.must(Permission.FILE_CLOSE)
    return find_one(session, select(StaffMember).where(StaffMember.ref == ref))


def add(
    session: Session,
    by: Actor,
    *,
    name: str,
    role: str,
    unit: str,
    now: datetime,
    login: str = "",
    ref: str = "",
) -> StaffMember:
    """Add somebody. `ref` is drawn with the page, so that sending it twice adds one. Raises NotNow.

    `login` is the name by which the municipality's own sign-in knows them.
    """
    by.must(Permission.STAFF_MANAGE)
    _must_fit(role, unit)
    _must_be_free(session, login)
    made = StaffMember(
        ref=ref or new_ref(), name=name, role=role, unit=_unit(role, unit), login=login
    )
    session.add(made)
    session.flush()
    audit.record(session, now, by.signature, "staff:add", f"staff:{made.ref}", role)
    return made


def change(
    session: Session,
    by: Actor,
    member: StaffMember,
    *,
    name: str,
    role: str,
    unit: str,
    seen: int,
    now: datetime,
    login: str = "",
) -> None:
    """Change what is known of somebody; nobody their own role. Raises NotNow, Conflict."""
    by.must(Permission.STAFF_MANAGE)
    _must_fit(role, unit)
    before = member.role
    if role != before:
        _must_not_be(by, member)
        _must_not_be_last(session, member)
    if login != member.login:
        _must_be_free(session, login)
    told = f"{before} > {role}" if role != before else ""
    change_row(session, member, seen, name=name, role=role, unit=_unit(role, unit), login=login)
    audit.record(session, now, by.signature, "staff:change", f"staff:{member.ref}", told)


def end(
    session: Session, by: Actor, member: StaffMember, *, seen: int, on: date, now: datetime
) -> None:
    """Let somebody go: their sign-ins end now and they cannot come in. Raises NotNow, Conflict."""
    by.must(Permission.STAFF_MANAGE)
    _must_not_be(by, member)
    _must_not_be_last(session, member)
    change_row(session, member, seen, ended_on=on)
    session.exec(
        update(SignIn)
        .where(col(SignIn.staff_id) == member.id, col(SignIn.ended_at).is_(None))
        .values(ended_at=now)
    )
    audit.record(session, now, by.signature, "staff:end", f"staff:{member.ref}", member.role)


def bring_back(
    session: Session, by: Actor, member: StaffMember, *, seen: int, now: datetime
) -> None:
    """Let somebody who was ended come in again, in the role they had. Raises Conflict."""
    by.must(Permission.STAFF_MANAGE)
    change_row(session, member, seen, ended_on=None)
    audit.record(session, now, by.signature, "staff:back", f"staff:{member.ref}", member.role)


def _must_fit(role: str, unit: str) -> None:
    if role not in STAFF_ROLES:
        raise NotNow("error-choose")
    if role == UNIT and not unit:
        raise NotNow("error-colleague-unit")


def _must_be_free(session: Session, login: str) -> None:
    taken = select(StaffMember.id).where(StaffMember.login == login)
    if login and session.exec(taken).first() is not None:
        raise NotNow("error-colleague-login")


def first(session: Session, *, name: str, login: str, now: datetime) -> StaffMember:
    """Add the first administrator, who can add all others. Raises NotNow where there is one."""
    if session.exec(_ADMINISTRATORS).first() is not None:
        raise NotNow("error-colleague-last")
    _must_be_free(session, login)
    made = add_row(session, StaffMember(ref=new_ref(), name=name, role=ADMINISTRATOR, login=login))
    audit.record(session, now, "import", "staff:add", f"staff:{made.ref}", ADMINISTRATOR)
    return made


def _unit(role: str, unit: str) -> str:
    return unit if role == UNIT else ""


def _must_not_be(by: Actor, member: StaffMember) -> None:
    if by.id == member.id:
        raise NotNow("error-colleague-self")


def _must_not_be_last(session: Session, member: StaffMember) -> None:
    """One administrator stays; of two who let each other go at once the second is too late."""
    if member.role != ADMINISTRATOR:
        return
    if len(session.exec(_ADMINISTRATORS.with_for_update()).all()) <= 1:
        raise NotNow("error-colleague-last")


def units(session: Session) -> list[str]:
    """Return the units that members of staff are of."""
    named = select(StaffMember.unit).where(StaffMember.unit != "")
    return list(session.exec(named.group_by(StaffMember.unit).order_by(func.min(StaffMember.unit))))
