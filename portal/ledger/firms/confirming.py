"""The balance of a business on a day, confirmed for its auditor with a code anyone can check.

The code is drawn from the record with the portal's key. Whoever checks one is told what the paper
says and no more; a record that was changed afterwards no longer answers to its code.
"""

from datetime import UTC, date, datetime

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col
from sqlmodel import select as select_row

from portal.errors import NotNow
from portal.ledger.debtors import IS_OWED, LEFT
from portal.ledger.firms.models import BalanceConfirmation
from portal.ledger.tables import ENTRY, LIABILITY, run
from portal.people import audit
from portal.people.actors import Actor
from portal.people.refs import new_ref
from portal.record import find_one
from portal.tokens import ALPHABET, Tokens

PURPOSE = "balance"
LENGTH = 16
"""Signs of a code: more than seventy bits."""
GROUP = 4
EARLIEST = date(2000, 1, 1)
_OPEN = (
    select(LEFT.label("amount"))
    .select_from(ENTRY.join(LIABILITY, LIABILITY.c.claim_id == ENTRY.c.claim_id))
    .where(LIABILITY.c.person_id == bindparam("person_id"), IS_OWED)
    .where(ENTRY.c.booked_on <= bindparam("day"))
    .group_by(ENTRY.c.claim_id)
    .having(LEFT != 0)
    .subquery()
)
_SUM = select(
    func.coalesce(func.sum(_OPEN.c.amount), 0).label("amount"), func.count().label("documents")
).select_from(_OPEN)


def confirm(
    session: Session, tokens: Tokens, actor: Actor, day: date, *, on: date, now: datetime
) -> BalanceConfirmation:
    """Confirm what was left at the end of a day; the same again gives the same paper.

    Raises NotNow for a day that is not over.
    """
    if not EARLIEST <= day < on:
        raise NotNow("error-balance-day")
    left = run(session, _SUM, {"person_id": actor.id, "day": day}).one()
    amount, documents = int(left.amount), int(left.documents)
    known = _same(session, actor, day, amount, documents)
    if known is not None:
        return known
    made = BalanceConfirmation(
        ref=new_ref(),
        person_id=actor.id,
        name=actor.name,
        on_day=day,
        amount=amount,
        documents=documents,
        made_at=now.replace(microsecond=0),
        made_by=actor.signature,
        code_digest="",
    )
    made.code_digest = _digest(tokens, made)
    session.add(made)
    session.flush()
    audit.record(session, now, actor.signature, "balance:confirm", f"balance:{made.ref}")
    return made


def _same(
    session: Session, actor: Actor, day: date, amount: int, documents: int
) -> BalanceConfirmation | None:
    found = select_row(BalanceConfirmation).where(
        BalanceConfirmation.person_id == actor.id,
        BalanceConfirmation.on_day == day,
        BalanceConfirmation.amount == amount,
        BalanceConfirmation.documents == documents,
        BalanceConfirmation.name == actor.name,
    )
    return session.exec(found).first()


def code_of(tokens: Tokens, made: BalanceConfirmation) -> str:
    """Return the code of a confirmation, in plain signs: the one it was made with."""
    made_with = (one for one in tokens.each() if _digest(one, made) == made.code_digest)
    return _code(next(made_with, tokens), made)


def _digest(tokens: Tokens, made: BalanceConfirmation) -> str:
    return tokens.digest(PURPOSE, _code(tokens, made))


def _code(tokens: Tokens, made: BalanceConfirmation) -> str:
    told = (
        made.ref,
        made.name,
        made.on_day.isoformat(),
        str(made.amount),
        str(made.documents),
        made.made_at.astimezone(UTC).isoformat(),
    )
    return tokens.code(PURPOSE, "\n".join(told), LENGTH)


def shown(code: str) -> str:
    """Write a code in groups, as on paper."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """Return the signs of a code as it was typed; nothing where it can be none."""
    bare = "".join(sign for sign in typed.upper() if sign.isalnum())
    return bare if len(bare) == LENGTH and set(bare) <= set(ALPHABET) else ""


def check(session: Session, tokens: Tokens, typed: str) -> BalanceConfirmation | None:
    """Return the confirmation with this code; None for a code nobody was given."""
    code = read_code(typed)
    wanted = col(BalanceConfirmation.code_digest).in_(tokens.digests(PURPOSE, code))
    made = session.exec(select_row(BalanceConfirmation).where(wanted)).one_or_none()
    return made if made is not None and code_of(tokens, made) == code else None


def confirmations_of(session: Session, person_id: int) -> list[BalanceConfirmation]:
    """Return the confirmations of a business, the newest in front."""
    found = select_row(BalanceConfirmation).where(BalanceConfirmation.person_id == person_id)
    return list(session.exec(found.order_by(col(BalanceConfirmation.id).desc())).all())


def confirmation(session: Session, person_id: int, ref: str) -> BalanceConfirmation:
    """Return one confirmation of a business. Raises NotFound."""
    wanted = BalanceConfirmation.person_id == person_id, BalanceConfirmation.ref == ref
    return find_one(session, select_row(BalanceConfirmation).where(*wanted))
