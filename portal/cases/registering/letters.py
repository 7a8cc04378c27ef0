"""The letters of a unit's claim: the bill itself, and that it was lowered or taken back."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from portal.cases.letter_content import last_objection_day
from portal.cases.letters import iso, send
from portal.cases.registering.others import Owing
from portal.ledger.debtors import debtors_of
from portal.ledger.models import Claim
from portal.ledger.origin.kinds import needs_of
from portal.municipality import Municipality
from portal.people.models import Person

BILL = "claim"
LOWERED = "claim-lowered"


def bill(
    session: Session,
    town: Municipality,
    claim: Claim,
    owing: Owing,
    others: int,
    *,
    on: date,
    now: datetime,
) -> None:
    """Write the bill to one who owes it, and tell them that it is there.

    `others` is how many owe it beside them; who they are is not said.
    """
    assert owing.person.id is not None
    content = bill_record(town, claim, owing.share, others, on)
    send(
        session,
        key=f"new-claim:{claim.ref}:{owing.person.ref}:bill",
        person_id=owing.person.id,
        kind=BILL,
        content=content,
        made_on=on,
        now=now,
        claim_id=claim.id,
        message="new-claim",
        told={"amount": content["amount"], "due": content["due_on"], "unit": claim.unit},
    )


def bill_record(
    town: Municipality, claim: Claim, share: int | None, others: int, on: date
) -> dict[str, Any]:
    """Return the record of a bill's letter: amounts in minor units, dates ISO."""
    can_object = needs_of(town, claim.kind, on).objection
    return {
        "number": claim.number,
        "description": claim.description,
        "kind": claim.kind,
        "unit": claim.unit,
        "unit_phone": claim.unit_phone,
        "amount": claim.principal if share is None else share,
        "whole": claim.principal,
        "others": others,
        "due_on": claim.due_on.isoformat(),
        "period_from": iso(claim.period_from),
        "period_to": iso(claim.period_to),
        "scheme": claim.scheme,
        "payment_reference": claim.payment_reference,
        "account": town.payment.account,
        "account_name": town.payment.name,
        "objection_until": iso(last_objection_day(town, on)) if can_object else None,
    }


def lowered(
    session: Session,
    claim: Claim,
    *,
    taken_off: int,
    left: int,
    whole: bool,
    key: str,
    on: date,
    now: datetime,
) -> None:
    """Tell everyone who owes a claim how much came off it, and what is left; amounts: minor units.

    `whole`: the claim was withdrawn. `key` says what happened, so that nobody is told twice.
    """
    assert claim.id is not None
    content = {
        "number": claim.number,
        "description": claim.description,
        "unit": claim.unit,
        "unit_phone": claim.unit_phone,
        "off": taken_off,
        "left": left,
        "whole": whole,
    }
    for person_id in debtors_of(session, [claim.id])[claim.id]:
        person = session.get_one(Person, person_id)
        send(
            session,
            key=f"{LOWERED}:{claim.ref}:{person.ref}:{key}",
            person_id=person_id,
            kind=LOWERED,
            content=content,
            made_on=on,
            now=now,
            claim_id=claim.id,
            message=LOWERED,
            told={"number": claim.number},
        )
