"""Money whose claim is not known, from the bank or otherwise, and money that was matched."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, bindparam, false, literal, or_, select
from sqlmodel import Session

from portal.fixed import Fixed
from portal.ledger.balances import side, taken_off, total
from portal.ledger.models import MONEY_IN
from portal.ledger.sources import Source
from portal.ledger.tables import CLAIM, ENTRY, INCOMING, LINE, PERSON, REPEAT, run


@dataclass(frozen=True)
class Waiting:
    """A payment of which something waits. Amounts are minor units."""

    source: Source
    kind: str
    """`bank`, or how it came otherwise: a kind of `Incoming`."""
    came_on: date
    amount: int
    waiting: int
    reference: str
    account: str
    """The payer's."""
    name: str
    text: str
    is_doubtful: bool
    """Whether it looks like a payment that came before."""

    @property
    def id(self) -> int:
        """The id of its row."""
        return self.source.id


@dataclass(frozen=True)
class Matched:
    """Money of a payment that stands on a claim, in minor units."""

    source: Source
    claim_ref: str
    claim_number: str
    came_on: date
    amount: int
    name: str


_WAITS = total(-side("suspense"))
_UNDONE = 4
"""Of so many newest payments at least one still stands on a claim."""
_ON_CLAIM = taken_off(*MONEY_IN)
_IS_DOUBTFUL = (
    select(REPEAT.c.line_id).where(REPEAT.c.line_id == LINE.c.id, ~REPEAT.c.sure).exists()
)


def _lines(*more: ColumnElement[Any]) -> Select[Any]:
    return select(
        LINE.c.id,
        literal("bank").label("kind"),
        LINE.c.booked_on.label("came_on"),
        LINE.c.amount,
        LINE.c.reference,
        LINE.c.counterparty_account.label("account"),
        LINE.c.counterparty_name.label("name"),
        LINE.c.text,
        _IS_DOUBTFUL.label("is_doubtful"),
        *more,
    ).join(ENTRY, ENTRY.c.bank_line_id == LINE.c.id)


def _others(*more: ColumnElement[Any]) -> Select[Any]:
    return (
        select(
            INCOMING.c.id,
            INCOMING.c.kind,
            INCOMING.c.received_on.label("came_on"),
            INCOMING.c.amount,
            INCOMING.c.reference,
            literal("", String).label("account"),
            PERSON.c.name,
            INCOMING.c.text,
            false().label("is_doubtful"),
            *more,
        )
        .join(ENTRY, ENTRY.c.incoming_id == INCOMING.c.id)
        .outerjoin(PERSON, PERSON.c.id == INCOMING.c.person_id)
    )


def _waits(found: Select[Any], *group: ColumnElement[Any]) -> Fixed:
    """Those of which something waits; an index holds the few entries that say so."""
    told = or_(ENTRY.c.debit == "suspense", ENTRY.c.credit == "suspense")
    return Fixed(found.where(told).group_by(*group).having(_WAITS > 0))


_WAITING = (
    (False, _waits(_lines(_WAITS.label("waiting")), LINE.c.id)),
    (True, _waits(_others(_WAITS.label("waiting")), INCOMING.c.id, PERSON.c.id)),
)


def _newest(found: Select[Any], table: Any, *group: ColumnElement[Any]) -> Fixed:  # noqa: ANN401
    """Those that stand on a claim, among the newest payments that ever did: not among all."""
    day, linked = (
        (LINE.c.booked_on, ENTRY.c.bank_line_id)
        if table is LINE
        else (INCOMING.c.received_on, ENTRY.c.incoming_id)
    )
    newest = (day.desc(), table.c.id.desc())
    ever = select(ENTRY.c.id).where(linked == table.c.id, ENTRY.c.claim_id.is_not(None)).exists()
    among = select(table.c.id).where(ever).order_by(*newest).limit(bindparam("among")).subquery()
    joined = found.join(CLAIM, CLAIM.c.id == ENTRY.c.claim_id)
    stands = joined.where(table.c.id.in_(select(among.c.id)))
    counted = stands.group_by(table.c.id, CLAIM.c.id, *group).having(_ON_CLAIM > 0)
    return Fixed(counted.order_by(*newest).limit(bindparam("most")))


_ON = (
    CLAIM.c.ref.label("claim_ref"),
    CLAIM.c.number.label("claim_number"),
    _ON_CLAIM.label("stands"),
)
_MATCHED = (
    (False, _newest(_lines(*_ON), LINE)),
    (True, _newest(_others(*_ON), INCOMING, PERSON.c.id)),
)


def waiting_money(session: Session) -> list[Waiting]:
    """Return the payments of which money waits for a person, oldest first."""
    found = [
        Waiting(_source(row, is_other=is_other), **_told(row), waiting=int(row.waiting))
        for is_other, statement in _WAITING
        for row in run(session, statement)
    ]
    return sorted(found, key=lambda one: (one.came_on, one.source.bank_line_id or 0, one.id))


def matched_money(session: Session, most: int = 50) -> list[Matched]:
    """Return the newest payments that stand on a claim, so that a wrong match can be undone."""
    found = [
        Matched(
            source=_source(row, is_other=is_other),
            claim_ref=row.claim_ref,
            claim_number=row.claim_number,
            came_on=row.came_on,
            amount=int(row.stands),
            name=row.name or "",
        )
        for is_other, statement in _MATCHED
        for row in run(session, statement, {"most": most, "among": most * _UNDONE})
    ]
    return sorted(found, key=lambda one: (one.came_on, one.source.id), reverse=True)[:most]


def _source(row: Row[Any], *, is_other: bool) -> Source:
    return Source.other(row.id) if is_other else Source.line(row.id)


def _told(row: Row[Any]) -> dict[str, Any]:
    names = ("kind", "came_on", "amount", "reference", "account", "text", "is_doubtful")
    return {name: row._mapping[name] for name in names} | {"name": row.name or ""}
