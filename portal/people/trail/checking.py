"""The trail against its chain: what was changed, what is gone, and anchors that say otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, String, and_, cast, func, select
from sqlmodel import Session, SQLModel

from portal.people.trail.anchoring import ANCHORS, said_of
from portal.people.trail.chain import (
    ACT,
    BATCHES,
    LINKS,
    LOOK,
    SALTS,
    columns_of,
    digest_of,
    head_of,
)
from portal.ports.anchors import Anchors, BadAnchor

ERASURES = SQLModel.metadata.tables["trail_erasure"]
AT_ONCE = 5_000
"""Rows read at a time: a trail of any length needs no more memory."""
ERASE = "trail:erase"
"""The act that says that a row was deleted; its subject is `act:<id>` or `look:<id>`."""


@dataclass(frozen=True)
class Held:
    """One thing that must hold of the trail: of how many records, and which break it."""

    name: str
    count: int
    broken: tuple[str, ...]


def held(session: Session, anchors: Anchors | None = None) -> list[Held]:
    """Hold the whole trail against its chain, and the anchors where they can be read."""
    batches = session.connection().execute(select(BATCHES).order_by(BATCHES.c.no)).all()
    chain = _Chain(batches)
    for row in _rows(session):
        chain.see(row)
    return [
        Held("act-or-look-as-it-was-chained", chain.count, tuple(chain.changed)),
        Held("chained-act-or-look-is-there", chain.count, tuple(chain.gone)),
        Held("trail-batch-follows-the-one-before", len(batches), chain.torn()),
        Held("deletion-from-trail-is-an-act", *_erasures(session)),
        Held("anchor-says-what-the-trail-says", *_anchored(session, batches, anchors)),
    ]


class _Chain:
    """The links as they come, in their order; each batch is computed again meanwhile."""

    def __init__(self, batches: Sequence[Row[Any]]) -> None:
        self.count = 0
        self.changed: list[str] = []
        self.gone: list[str] = []
        self._batches = batches
        before = ["", *(batch.digest for batch in batches)]
        self._links = dict.fromkeys((batch.no for batch in batches), 0)
        self._sums = {
            batch.no: sha256(head_of(before[i], i + 1, batch.at, batch.links))
            for i, batch in enumerate(batches)
        }

    def see(self, row: Sequence[Any]) -> None:
        self.count += 1
        _, batch, source, row_id, digest, salt, erased = row[:7]
        own = row[7:14] if source == "act" else row[14:21]
        if own[0] is None or salt is None:
            if erased is None:
                self.gone.append(f"{source} {row_id}")
        elif digest_of(salt, source, own) != digest:
            self.changed.append(f"{source} {row_id}")
        if batch in self._sums:
            self._links[batch] += 1
            self._sums[batch].update(digest.encode())

    def torn(self) -> tuple[str, ...]:
        """Return the batches that are not what they say; a missing one tears the next."""
        return tuple(
            f"batch {batch.no}"
            for batch in self._batches
            if self._sums[batch.no].hexdigest() != batch.digest
            or self._links[batch.no] != batch.links
        )


def _rows(session: Session) -> Iterator[Sequence[Any]]:
    of = {
        source: and_(LINKS.c.source == source, LINKS.c.row_id == table.c.id)
        for source, table in (("act", ACT), ("look", LOOK))
    }
    wanted = (
        select(
            *(LINKS.c[name] for name in ("no", "batch", "source", "row_id", "digest")),
            SALTS.c.salt,
            ERASURES.c.id,
            *columns_of("act"),
            *columns_of("look"),
        )
        .select_from(LINKS)
        .outerjoin(SALTS, SALTS.c.link == LINKS.c.no)
        .outerjoin(
            ERASURES,
            and_(ERASURES.c.source == LINKS.c.source, ERASURES.c.row_id == LINKS.c.row_id),
        )
        .outerjoin(ACT, of["act"])
        .outerjoin(LOOK, of["look"])
        .order_by(LINKS.c.no)
        .execution_options(yield_per=AT_ONCE)
    )
    yield from session.connection().execute(wanted)


def _erasures(session: Session) -> tuple[int, tuple[str, ...]]:
    said = select(ACT.c.id).where(
        ACT.c.act == ERASE,
        ACT.c.subject == ERASURES.c.source + ":" + cast(ERASURES.c.row_id, String),
    )
    connection = session.connection()
    count = connection.execute(select(func.count()).select_from(ERASURES)).scalar_one()
    unsaid = connection.execute(select(ERASURES.c.id).where(~said.exists())).scalars()
    return count, tuple(f"deletion {number}" for number in unsaid)


def _anchored(
    session: Session, batches: Sequence[Row[Any]], anchors: Anchors | None
) -> tuple[int, tuple[str, ...]]:
    rows = session.connection().execute(select(ANCHORS).order_by(ANCHORS.c.no)).all()
    digests = {batch.no: batch.digest for batch in batches}
    broken = [
        f"anchor {expected}"
        for expected, row in enumerate(rows, 1)
        if row.no != expected or digests.get(row.batch) != row.digest or not _signed(row, anchors)
    ]
    unknown = set(anchors.numbers()) - {row.no for row in rows} if anchors else set()
    return len(rows), (*broken, *(f"anchor {no}" for no in sorted(unknown)))


def _signed(row: Row[Any], anchors: Anchors | None) -> bool:
    """Whether its file is there, signed, and says the same."""
    if anchors is None:
        return True
    try:
        return anchors.read(row.no) == said_of(row.no, row.on, row.batch, row.digest)
    except BadAnchor:
        return False
