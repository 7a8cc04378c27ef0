"""The chain: acts and looks in batches, each with the digest of the one before it.

A link is the SHA-256 over a random salt and the row; the digest of a batch is over the digest
before it, what the batch says of itself, and its links. Row and salt lie beside the chain.
"""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from json import JSONEncoder
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, func, insert, literal, select
from sqlmodel import Session, SQLModel

from portal.db import Database
from portal.errors import Conflict
from portal.people import models  # noqa: F401  (puts the acts in the metadata)
from portal.people.trail import models as trail  # noqa: F401

BATCH = 5_000
"""Rows of a batch at most."""
LATE = 10_000
"""How many rows may have been begun before one that is chained already, and end after it."""

ACT = SQLModel.metadata.tables["audit_event"]
LOOK = SQLModel.metadata.tables["look"]
CHAINED: dict[str, Table] = {"act": ACT, "look": LOOK}
"""The tables whose rows are chained, by the source a link names."""
BATCHES = SQLModel.metadata.tables["trail_batch"]
LINKS = SQLModel.metadata.tables["trail_link"]
SALTS = SQLModel.metadata.tables["trail_salt"]
_WRITER = JSONEncoder(separators=(",", ":"), ensure_ascii=False)


def columns_of(source: str) -> list[ColumnElement[Any]]:
    """Return what of a row is chained, in the order in which it is written."""
    table = CHAINED[source]
    whose = table.c.person_id if source == "look" else literal(None)
    return [table.c.id, table.c.at, *(table.c[name] for name in _WORDS), whose]


_WORDS = ("actor", "act", "subject", "detail")


def digest_of(salt: str, source: str, row: Sequence[Any]) -> str:
    """Return the digest of a row: its columns as `columns_of` gives them."""
    number, at, *rest = row
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return sha256(f"{salt}{_WRITER.encode([source, number, moment, *rest])}".encode()).hexdigest()


def head_of(before: str, no: int, at: datetime, links: int) -> bytes:
    """Return what the digest of a batch begins with; the digests of its links follow."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return _WRITER.encode([before, no, moment, links]).encode()


def chain(database: Database, now: datetime, *, whole: bool = True) -> int:
    """Chain what is not chained yet and say how many rows; with `whole` also what came very late.

    Somebody else who chains at the same time is let go first: the rest is for the next time.
    """
    done = 0
    with suppress(Conflict):
        for source in CHAINED:
            done += _chain(database, source, now, whole=whole)
    return done


def _chain(database: Database, source: str, now: datetime, *, whole: bool) -> int:
    done, after = 0, 0
    while True:
        with database.unit_of_work() as session:
            after = after or (0 if whole else _low(session, source))
            rows = _unchained(session, source, after)
            if not rows:
                return done
            _append(session, source, rows, now)
        done, after = done + len(rows), rows[-1][0]


def _low(session: Session, source: str) -> int:
    newest = select(func.max(LINKS.c.row_id)).where(LINKS.c.source == source)
    return max(0, (session.connection().execute(newest).scalar() or 0) - LATE)


def _unchained(session: Session, source: str, after: int) -> Sequence[Row[Any]]:
    table = CHAINED[source]
    linked = select(LINKS.c.no).where(LINKS.c.source == source, LINKS.c.row_id == table.c.id)
    wanted = select(*columns_of(source)).where(table.c.id > after, ~linked.exists())
    return session.connection().execute(wanted.order_by(table.c.id).limit(BATCH)).all()


def _append(session: Session, source: str, rows: Sequence[Row[Any]], now: datetime) -> None:
    connection = session.connection()
    last = connection.execute(select(BATCHES).order_by(BATCHES.c.no.desc()).limit(1)).first()
    no, before = (last.no + 1, last.digest) if last else (1, "")
    first = (connection.execute(select(func.max(LINKS.c.no))).scalar() or 0) + 1
    salts = [secrets.token_hex(16) for _ in rows]
    digests = [digest_of(salt, source, row) for salt, row in zip(salts, rows, strict=True)]
    whole = sha256(head_of(before, no, now, len(rows)))
    for digest in digests:
        whole.update(digest.encode())
    connection.execute(
        insert(BATCHES), {"no": no, "at": now, "links": len(rows), "digest": whole.hexdigest()}
    )
    links = [
        {"no": first + i, "batch": no, "source": source, "row_id": row[0], "digest": digests[i]}
        for i, row in enumerate(rows)
    ]
    connection.execute(insert(LINKS), links)
    connection.execute(
        insert(SALTS), [{"link": first + i, "salt": salt} for i, salt in enumerate(salts)]
    )
