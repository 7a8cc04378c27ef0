"""The paper that shows that one may act for another, as photos or documents sent along.

Kept while it waits for staff and, after their answer, as long as what goes along with requests.
"""

from datetime import datetime

from sqlmodel import Session

from portal.errors import NotNow
from portal.people.acting.asking import about, own
from portal.people.acting.models import ActingAsk
from portal.people.actors import Actor, Permission
from portal.people.evidence import keeping
from portal.people.evidence.keeping import Ready
from portal.people.evidence.models import Evidence


def add(
    session: Session, asker: Actor, ref: str, ready: Ready, *, most: int, now: datetime
) -> Evidence | None:
    """Keep a file while staff have not answered; None for the same file again.

    Raises NotAllowed, NotFound, NotNow, FileNotTaken.
    """
    asker.must(Permission.OWN_MANAGE)
    ask = _open(session, asker, ref)
    person = ask.asker_id
    return keeping.keep(
        session, asker, ready, about=about(ask), person_id=person, most=most, now=now
    )


def take_back(session: Session, asker: Actor, ref: str, file: str, now: datetime) -> str:
    """Take a file back while staff have not answered; return its name in the store.

    Raises NotAllowed, NotFound, NotNow.
    """
    asker.must(Permission.OWN_MANAGE)
    row = keeping.one_of(session, about(_open(session, asker, ref)), file)
    keeping.take_back(session, asker, row, now)
    return row.stored


def _open(session: Session, asker: Actor, ref: str) -> ActingAsk:
    ask = own(session, asker, ref)
    if ask.state != "asked":
        raise NotNow("error-acting-answered")
    return ask
