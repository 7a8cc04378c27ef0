"""The first administrator, who adds all other staff."""

from datetime import datetime

from portal.commands.place import place
from portal.errors import BadFile, NotNow
from portal.people import colleagues


def first(name: str, login: str, now: datetime) -> str:
    """Add them and return their reference. Raises BadFile where there is one already."""
    try:
        with place().database.unit_of_work() as session:
            return colleagues.first(session, name=name, login=login, now=now).ref
    except NotNow as error:
        raise BadFile(["There is an administrator, or somebody has this login."]) from error
