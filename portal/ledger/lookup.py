"""Finding a claim by its number, its payment reference or the name of anyone who owes it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlmodel import Session

from portal.ledger.balances import OWED, Balance
from portal.ledger.models import RECEIVABLES
from portal.ledger.tables import CLAIM, ENTRY, LIABILITY, PERSON, run

SHORTEST = 3
"""Signs a search needs."""


@dataclass(frozen=True)
class Found:
    """A claim that fits what was looked for."""

    ref: str
    number: str
    description: str
    person_name: str
    stage: str
    time_bar_on: date
    balance: int
    """What is left of it, in minor units."""

    @property
    def takes_money(self) -> bool:
        """Whether money can be set against it here."""
        return self.balance > 0 and self.stage != "transferred"


_DEBTOR = PERSON.alias("debtor")
_OWES = (
    select(LIABILITY.c.claim_id)
    .join(_DEBTOR, _DEBTOR.c.id == LIABILITY.c.person_id)
    .where(LIABILITY.c.released_on.is_(None))
    .where(func.lower(_DEBTOR.c.name).like(bindparam("text"), escape="\\"))
)
_FOUND = (
    select(
        CLAIM.c.ref,
        CLAIM.c.number,
        CLAIM.c.description,
        PERSON.c.name.label("person_name"),
        CLAIM.c.stage,
        CLAIM.c.time_bar_on,
        *OWED,
    )
    .join(PERSON, PERSON.c.id == CLAIM.c.person_id)
    .outerjoin(ENTRY, ENTRY.c.claim_id == CLAIM.c.id)
    .where(
        or_(
            func.lower(CLAIM.c.number).like(bindparam("text"), escape="\\"),
            CLAIM.c.id.in_(_OWES),
            CLAIM.c.payment_reference == bindparam("digits"),
        )
    )
    .where(CLAIM.c.person_id.not_in(bindparam("without", expanding=True)))
    .group_by(CLAIM.c.id, PERSON.c.id)
    .order_by(CLAIM.c.due_on, CLAIM.c.id)
    .limit(bindparam("most"))
)


def look_up(session: Session, text: str, most: int, without: Sequence[int]) -> list[Found]:
    """Return claims whose number or name contains the text, or whose reference it is.

    Nothing for fewer than three signs; at most `most`, what is due first in front;
    `without` claims of these people.
    """
    wanted = " ".join(text.lower().split())
    if len(wanted) < SHORTEST:
        return []
    values: dict[str, Any] = {
        "text": f"%{_plain(wanted)}%",
        "digits": _digits(wanted),
        "most": most,
        "without": list(without),
    }
    return [_found(dict(row)) for row in run(session, _FOUND, values).mappings()]


def _plain(text: str) -> str:
    """Take from the signs of a pattern their special meaning."""
    return re.sub(r"([\\%_])", r"\\\1", text)


def _digits(text: str) -> str:
    """The digits of a payment reference, also of one in groups or in a +71 line."""
    line = re.fullmatch(r"\+71<(\d+)(\+\d+)?<?", text)
    return line[1] if line else re.sub(r"[\s.\-]", "", text)


def _found(row: dict[str, Any]) -> Found:
    owed = Balance(**{component: row.pop(component) for component in RECEIVABLES})
    return Found(**row, balance=owed.total)
