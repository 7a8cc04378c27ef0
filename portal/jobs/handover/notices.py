"""Whether everyone who owes a claim was told that it would be handed over, when, and by what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlmodel import Session, SQLModel

from portal.cases import models  # noqa: F401  (puts the tables in the metadata)
from portal.ledger.debtors import IS_OWED
from portal.ledger.tables import CLAIM, LIABILITY, PERSON, REMINDER, run

LETTER = SQLModel.metadata.tables["letter"]
_NOTICE = (
    select(REMINDER.c.claim_id, LETTER.c.person_id, LETTER.c.ref, LETTER.c.made_on)
    .join(
        LETTER,
        (LETTER.c.claim_id == REMINDER.c.claim_id)
        & (LETTER.c.kind == "reminder")
        & (LETTER.c.made_on == REMINDER.c.sent_on),
    )
    .where(REMINDER.c.notice, REMINDER.c.claim_id.in_(bindparam("ids", expanding=True)))
    .order_by(LETTER.c.id)
)
_ROWS = (
    select(REMINDER.c.claim_id, REMINDER.c.sent_on)
    .where(REMINDER.c.notice, REMINDER.c.claim_id.in_(bindparam("ids", expanding=True)))
    .order_by(REMINDER.c.id)
)
_DEBTORS = (
    select(
        LIABILITY.c.claim_id,
        LIABILITY.c.person_id,
        LIABILITY.c.form,
        LIABILITY.c.share,
        LIABILITY.c.since,
        PERSON.c.ref,
        PERSON.c.name,
        PERSON.c.address,
        PERSON.c.kind,
        PERSON.c.identity_scheme,
        CLAIM.c.arose_on,
        CLAIM.c.reminded_on,
        CLAIM.c.person_id.label("billed"),
    )
    .join(PERSON, PERSON.c.id == LIABILITY.c.person_id)
    .join(CLAIM, CLAIM.c.id == LIABILITY.c.claim_id)
    .where(IS_OWED, LIABILITY.c.claim_id.in_(bindparam("ids", expanding=True)))
    .order_by(LIABILITY.c.id)
)


@dataclass(frozen=True)
class Debtor:
    """Someone who owes a claim, and the notice they had."""

    ref: str
    name: str
    address: str
    kind: str
    scheme: str
    form: str
    share: int | None
    notice_on: date | None
    """None: nobody told them."""
    letter_ref: str
    """Empty for a reminder that was sent before the claim came here."""


def debtors_told(session: Session, claim_ids: Iterable[int]) -> dict[int, list[Debtor]]:
    """Return who owes each claim, with the last notice each of them had.

    A claim that came in as reminded was reminded elsewhere; then the notice counts as given to the
    person it was billed to, and a person checks that it was.
    """
    ids = sorted(set(claim_ids))
    letters = {
        (row.claim_id, row.person_id): row for row in run(session, _NOTICE, {"ids": ids}).all()
    }
    here = {row.claim_id: row.sent_on for row in run(session, _ROWS, {"ids": ids})}
    found: dict[int, list[Debtor]] = {claim: [] for claim in ids}
    for row in run(session, _DEBTORS, {"ids": ids}):
        letter = letters.get((row.claim_id, row.person_id))
        elsewhere = row.claim_id not in here and row.person_id == row.billed
        notice_on = letter.made_on if letter else row.reminded_on if elsewhere else None
        found[row.claim_id].append(
            Debtor(
                row.ref,
                row.name,
                row.address,
                row.kind,
                row.identity_scheme,
                row.form,
                row.share,
                notice_on,
                letter.ref if letter else "",
            )
        )
    return found
