"""What `portal switch` does: close a part of the portal, open it again, or say what is closed."""

import getpass
from collections.abc import Iterator
from datetime import datetime

from portal.commands.place import Place
from portal.people.switches import PARTS, closed, turn


def states(place: Place) -> Iterator[str]:
    """Say of each part whether it is open."""
    with place.database.reading() as session:
        shut = closed(session)
    yield from (f"{part}: {'closed' if part in shut else 'open'}" for part in PARTS)


def act(place: Place, part: str | None, to: str | None, why: str, *, now: datetime) -> list[str]:
    """Turn a switch where one is named; say how all stand."""
    if part and to:
        with place.database.unit_of_work() as session:
            by = f"operator:{getpass.getuser()}"
            turn(session, part, is_closed=to == "closed", by=by, why=why, now=now)
    return list(states(place))
