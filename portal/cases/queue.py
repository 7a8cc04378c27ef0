"""A request as staff open it; what waits of all kinds is in `portal.cases.work`."""

from sqlmodel import Session, select

from portal.cases.models import Case
from portal.people.actors import Actor, Permission
from portal.record import find_one


def case_for_staff(session: Session, staff: Actor, ref: str) -> Case:
    """Return a sent case. Raises NotAllowed, and NotFound for a draft: it is the resident's own."""
    staff.must(Permission.CASE_READ)
    return find_one(session, select(Case).where(Case.ref == ref, Case.state != "draft"))
