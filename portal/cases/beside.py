"""What the list of somebody's claims says beside them, read as plain rows in one statement."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    Integer,
    Row,
    bindparam,
    cast,
    exists,
    false,
    literal,
    null,
    select,
    union_all,
)
from sqlmodel import Session, SQLModel

from portal.cases.matters.models import MatterOutcome
from portal.cases.models import OPEN, Case, CaseClaim
from portal.db import Moment
from portal.fixed import Fixed
from portal.ledger import on_its_way
from portal.ledger.debits.tables import MANDATE
from portal.ledger.tables import ON_ITS_WAY, run
from portal.people.acting import reading
from portal.people.actors import Actor, Permission

_CASE = SQLModel.metadata.tables[Case.__tablename__]
_ABOUT = SQLModel.metadata.tables[CaseClaim.__tablename__]
_OUTCOME = SQLModel.metadata.tables[MatterOutcome.__tablename__]
_NEVER, _NONE = cast(null(), Moment), cast(null(), Integer)
_NO_AMOUNT = cast(null(), BigInteger)
_ON = bindparam("on", type_=Date)


@dataclass(frozen=True)
class Request:
    """One of somebody's requests, as a line of a list."""

    id: int
    ref: str
    ask: str
    state: str
    to_weigh: bool
    changed_at: datetime


@dataclass(frozen=True)
class Half:
    """Half at once that was agreed, while the rest is not let go yet."""

    claim_ids: frozenset[int]
    let_go: int
    """The other half, in minor units."""
    pay_by: date


@dataclass(frozen=True)
class Beside:
    """What there is beside the claims of one person."""

    requests: tuple[Request, ...]
    """Newest first."""
    waiting: frozenset[int]
    """The ids of claims about which a request waits."""
    coming: Mapping[int, date]
    """By claim id: money is on its way, and is waited for until this day."""
    halves: tuple[Half, ...]
    is_collected: bool
    """Whether direct debit runs for anything they owe."""
    helped: tuple[str, ...]
    """The names of those whom the person may act for."""


def beside(session: Session, actor: Actor, on: date) -> Beside:
    """Return what one finds beside one's own claims on this day; a helper finds nobody to help."""
    rows = run(session, _BESIDE, {"person_id": actor.id, "on": on}).all()
    of_cases = [row for row in rows if row.what == "case"]
    found = {
        row.id: Request(row.id, row.ref, row.ask, row.state, bool(row.to_weigh), row.changed_at)
        for row in of_cases
    }
    seen = [found[key] for key in sorted(found, reverse=True)] if actor.may(_SEES) else []
    coming: dict[int, date] = {}
    for row in rows:
        if row.what == "coming":
            coming[row.claim_id] = max(row.until_on, coming.get(row.claim_id, row.until_on))
    return Beside(
        requests=tuple(one for one in seen if actor.sees_case(one.ref)),
        waiting=frozenset(row.claim_id for row in of_cases if row.state in OPEN) - {None},
        coming=coming,
        halves=tuple(_halves(rows)),
        is_collected=any(row.what == "collected" for row in rows),
        helped=()
        if actor.helper
        else tuple(sorted(row.ref for row in rows if row.what == "helped")),
    )


def _halves(rows: Sequence[Row[Any]]) -> Iterator[Half]:
    found: dict[int, list[Row[Any]]] = {}
    for row in rows:
        if row.what == "half":
            found.setdefault(row.id, []).append(row)
    for of_case in found.values():
        ids = frozenset(row.claim_id for row in of_case)
        yield Half(ids, int(of_case[0].amount), of_case[0].until_on)


_SEES = Permission.OWN_CASES
_LATER = _OUTCOME.alias("later")
_HOLDS = ~exists().where(_LATER.c.case_id == _OUTCOME.c.case_id, _LATER.c.no > _OUTCOME.c.no)
"""Whether an answer is the last one to its request."""
_BESIDE = Fixed(
    union_all(
        select(
            literal("case").label("what"),
            _CASE.c.id,
            _CASE.c.ref,
            _CASE.c.ask,
            _CASE.c.state,
            _CASE.c.to_weigh,
            _CASE.c.changed_at,
            _ABOUT.c.claim_id,
            cast(null(), Date).label("until_on"),
            _NO_AMOUNT.label("amount"),
        )
        .outerjoin(_ABOUT, _ABOUT.c.case_id == _CASE.c.id)
        .where(_CASE.c.person_id == bindparam("person_id")),
        select(
            *(literal("coming"), ON_ITS_WAY.c.id, literal(""), literal(""), literal("")),
            *(false(), _NEVER),
            *(ON_ITS_WAY.c.claim_id, ON_ITS_WAY.c.until_on, _NO_AMOUNT),
        ).where(ON_ITS_WAY.c.person_id == bindparam("person_id"), on_its_way.is_open(_ON)),
        select(
            *(literal("collected"), MANDATE.c.id, literal(""), literal(""), literal("")),
            *(false(), _NEVER, _NONE),
            *(cast(null(), Date), _NO_AMOUNT),
        ).where(MANDATE.c.person_id == bindparam("person_id"), MANDATE.c.ended_on.is_(None)),
        select(
            *(literal("half"), _CASE.c.id, literal(""), literal(""), literal("")),
            *(false(), _NEVER),
            *(_ABOUT.c.claim_id, _OUTCOME.c.pay_by, _OUTCOME.c.let_go),
        )
        .join_from(_CASE, _ABOUT, _ABOUT.c.case_id == _CASE.c.id)
        .join(_OUTCOME, _OUTCOME.c.case_id == _CASE.c.id)
        .where(
            _CASE.c.person_id == bindparam("person_id"),
            _CASE.c.ask == "settlement",
            _CASE.c.state == "decided",
            _OUTCOME.c.outcome == "accepted",
            _HOLDS,
        ),
        reading.names_of_principals(bindparam("person_id"), _ON).with_only_columns(
            *(literal("helped"), _NONE, reading.NAME, literal(""), literal("")),
            *(false(), _NEVER, _NONE),
            *(cast(null(), Date), _NO_AMOUNT),
        ),
    )
)
