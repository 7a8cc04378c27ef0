"""How often someone may do something: by kind of page, counted for all web processes together.

A process takes a few at once from the count in the database and gives them out from its memory, so
that not every request costs a statement; who has none left is told so from memory too.
"""

from collections import OrderedDict
from contextlib import suppress
from threading import Lock
from typing import NamedTuple

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from portal.db import only_reads
from portal.errors import Conflict
from portal.people import paces
from portal.people.paces import Share
from portal.web.services import Services

TEN_MINUTES = 600
MOST_HELD = 10_000
"""Shares a process remembers; those longest untouched are forgotten first."""
MOST_ROWS = 100_000
"""Rows of the count; with more, networks that are new share counts until the old ones are over."""
LOOK_EVERY = 1_000
"""Takings after which a process looks how many rows there are, and deletes those that are over."""


class Limit(NamedTuple):
    """So many in so many seconds."""

    name: str
    most: int
    seconds: int = TEN_MINUTES
    ahead: int = 10
    """How many a process takes at once; what it takes and does not give out is lost."""
    of_network: bool = False
    """Whether networks are counted; otherwise persons, and networks where nobody is signed in."""


class Limiter:
    """What one process holds of all counts."""

    def __init__(self, times: int = 1) -> None:
        """`times`: how many times the usual number is allowed."""
        self._times = times
        self._held: OrderedDict[str, Share] = OrderedDict()
        self._lock = Lock()
        self._taken, self._is_full = 0, False

    def take(self, limit: Limit, who: str, parts: Services, *, is_network: bool = False) -> int:
        """Take one; return 0, or the seconds to wait where there is none."""
        now, handle = parts.clock.now(), parts.tokens.digest(f"pace-{limit.name}", who)
        if self._is_full and is_network:
            handle = f"{limit.name}-{handle[:2]}"
        share = self._spend(handle, limit, now.timestamp())
        if share is None:
            share = self._fetch(handle, limit, parts)
        return 0 if share.many else max(1, int((share.over_at - now).total_seconds()))

    def _spend(self, handle: str, limit: Limit, now: float) -> Share | None:
        """Give out one of what is held; None where the database must be asked."""
        with self._lock:
            share = self._held.pop(handle, None)
            if share is None or not 0 < share.over_at.timestamp() - now <= limit.seconds:
                return None
            if share.many != 1:
                self._held[handle] = share._replace(many=max(0, share.many - 1))
            return share

    def _fetch(self, handle: str, limit: Limit, parts: Services) -> Share:
        """Take a share from the database and keep what is left of it."""
        now, most = parts.clock.now(), limit.most * self._times
        told = {"many": min(limit.ahead, most), "most": most, "seconds": limit.seconds}
        try:
            with parts.database.unit_of_work() as session:
                share = paces.take(session, handle, now=now, **told)
        except DBAPIError as error:
            if not (only_reads(error) or isinstance(error, OperationalError | InterfaceError)):
                raise
            return Share(1, now)  # away or only read: nothing can be done now that needs a limit
        self._keep(handle, share)
        self._look_after(parts)
        return share

    def _keep(self, handle: str, share: Share) -> None:
        """Keep what is left, with what another thread of this process fetched meanwhile."""
        with self._lock:
            left = max(0, share.many - 1)
            if handle in self._held:
                left += self._held[handle].many
            if left or not share.many:
                self._held[handle] = share._replace(many=left)
            while len(self._held) > MOST_HELD:
                self._held.popitem(last=False)

    def _look_after(self, parts: Services) -> None:
        """Now and then delete what is over, and see whether there is room for more."""
        self._taken += 1
        if self._taken % LOOK_EVERY:
            return
        with suppress(Conflict), parts.database.unit_of_work() as session:
            paces.let_go(session, parts.clock.now())
            self._is_full = paces.count(session) >= MOST_ROWS
