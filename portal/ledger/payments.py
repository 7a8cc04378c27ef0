"""One payment with what became of it: what waits, what stands on claims, what is paid back."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, literal, select
from sqlmodel import Session, col
from sqlmodel import select as choose

from portal.errors import NotFound
from portal.ledger import balances
from portal.ledger.balances import taken_off
from portal.ledger.models import MONEY_IN
from portal.ledger.refunds.models import Refund
from portal.ledger.sources import Source
from portal.ledger.tables import CLAIM, ENTRY, INCOMING, LINE, PERSON, REPEAT, STATEMENT, run


@dataclass(frozen=True)
class OnClaim:
    """Money of a payment that stands on a claim, in minor units."""

    claim_ref: str
    claim_number: str
    description: str
    person_name: str
    stage: str
    amount: int


@dataclass(frozen=True)
class Payment:
    """A payment. Amounts are minor units."""

    source: Source
    kind: str
    """`bank`, or how it came otherwise: a kind of `Incoming`."""
    came_on: date
    amount: int
    """Negative when it went out."""
    reference: str
    account: str
    """The other side's."""
    name: str
    text: str
    posted: bool
    is_reversal: bool
    person_id: int | None
    """Who paid, where that is known."""
    repeats: int | None
    """The line of a statement that this one may be, where nobody can be sure."""
    waiting: int
    """What of it still has no claim."""
    on_claims: tuple[OnClaim, ...]
    refunds: tuple[Refund, ...]

    @property
    def is_out(self) -> bool:
        """Whether the money left."""
        return self.amount < 0


_LINE = (
    select(
        literal("bank").label("kind"),
        LINE.c.booked_on.label("came_on"),
        LINE.c.amount,
        LINE.c.reference,
        LINE.c.counterparty_account.label("account"),
        LINE.c.counterparty_name.label("name"),
        LINE.c.text,
        LINE.c.posted,
        LINE.c.is_reversal,
        REPEAT.c.of_line_id.label("repeats"),
        STATEMENT.c.currency,
    )
    .join(STATEMENT, STATEMENT.c.id == LINE.c.statement_id)
    .outerjoin(REPEAT, (REPEAT.c.line_id == LINE.c.id) & REPEAT.c.sure.is_(False))
    .where(LINE.c.id == bindparam("id"))
)
_OTHER = (
    select(
        INCOMING.c.kind,
        INCOMING.c.received_on.label("came_on"),
        INCOMING.c.amount,
        INCOMING.c.reference,
        PERSON.c.name,
        INCOMING.c.text,
        INCOMING.c.person_id,
    )
    .outerjoin(PERSON, PERSON.c.id == INCOMING.c.person_id)
    .where(INCOMING.c.id == bindparam("id"))
)
_STANDS = taken_off(*MONEY_IN)


def _on_claims(source: Source) -> Select[Any]:
    return (
        select(
            CLAIM.c.ref.label("claim_ref"),
            CLAIM.c.number.label("claim_number"),
            CLAIM.c.description,
            PERSON.c.name.label("person_name"),
            CLAIM.c.stage,
            _STANDS.label("amount"),
        )
        .join(ENTRY, ENTRY.c.claim_id == CLAIM.c.id)
        .join(PERSON, PERSON.c.id == CLAIM.c.person_id)
        .where(source.entries)
        .group_by(CLAIM.c.id, PERSON.c.id)
        .having(_STANDS > 0)
        .order_by(CLAIM.c.id)
    )


_UNTOLD = {
    "posted": True,
    "is_reversal": False,
    "repeats": None,
    "person_id": None,
    "account": "",
}
"""What one of the two kinds of payment has no column for."""


def payment_for(session: Session, source: Source, currency: str) -> Payment:
    """Return a payment in the ledger's currency. Raises NotFound."""
    statement = _LINE if source.bank_line_id is not None else _OTHER
    row = run(session, statement, {"id": source.id}).mappings().one_or_none()
    if row is None or row.get("currency", currency) != currency:
        raise NotFound
    told: dict[str, Any] = {**_UNTOLD}
    told |= {name: value for name, value in row.items() if name != "currency"}
    told["name"] = told["name"] or ""
    claims = run(session, _on_claims(source)).mappings()
    return Payment(
        **told,
        source=source,
        waiting=balances.in_suspense(session, source),
        on_claims=tuple(OnClaim(**claim) for claim in claims),
        refunds=tuple(_refunds(session, source)),
    )


def _refunds(session: Session, source: Source) -> list[Refund]:
    found = choose(Refund).where(
        col(Refund.bank_line_id).is_not_distinct_from(source.bank_line_id),
        col(Refund.incoming_id).is_not_distinct_from(source.incoming_id),
    )
    return list(session.exec(found.order_by(col(Refund.id))).all())
