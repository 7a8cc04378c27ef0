"""Ways to look at the queue that a member of staff keeps under a name."""

from sqlmodel import Session, col, delete, select

from portal.cases.work import views
from portal.cases.work.models import SavedView
from portal.cases.work.views import View
from portal.people.actors import Actor, Permission

LONGEST_NAME = 40
MOST = 12


def keep(session: Session, staff: Actor, name: str, view: View) -> None:
    """Keep a view under a name; the same name stands for the new one. Raises NotAllowed."""
    staff.must(Permission.CASE_READ)
    mine = select(SavedView).where(SavedView.staff_id == staff.id)
    found = session.exec(mine.where(SavedView.name == name)).one_or_none()
    if found is not None:
        found.view = view.text
    elif len(session.exec(mine).all()) < MOST:
        session.add(SavedView(staff_id=staff.id, name=name, view=view.text))
    session.flush()


def drop(session: Session, staff: Actor, view: View) -> None:
    """Keep a view no longer."""
    mine = col(SavedView.staff_id) == staff.id
    session.exec(delete(SavedView).where(mine, col(SavedView.view) == view.text))


def of(session: Session, staff: Actor) -> list[tuple[SavedView, View]]:
    """Return the views someone keeps, by name; one that no longer says anything is left out."""
    found = session.exec(
        select(SavedView).where(SavedView.staff_id == staff.id).order_by(col(SavedView.name))
    )
    told = ((one, views.read(one.view)) for one in found)
    return [(one, view) for one, view in told if view is not None]
