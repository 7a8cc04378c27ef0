"""The letters of a unit's claim: the bill itself, and that it was lowered or taken back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from portal.cases import letters
from portal.cases.letter_content import last_objection_day
from portal.cases.registering.others import Owing
from portal.ledger.debtors import debtors_of
from portal.ledger.models import Claim
from portal.ledger.origin.kinds import needs_of
from portal.municipality import Municipality
from portal.people import outbox
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
    content = bill_record(town, claim, owing, others, on)
    told = {"amount": content["amount"], "due": content["due_on"], "unit": claim.unit}
    _send(
        session, claim, owing.person, BILL, content, "new-claim", told, key="bill", on=on, now=now
    )


def bill_record(
    town: Municipality, claim: Claim, owing: Owing, others: int, on: date
) -> dict[str, Any]:
    """Return the record of a bill's letter: amounts in minor units, dates ISO."""
    asked = claim.principal if owing.share is None else owing.share
    last_day = last_objection_day(town, on) if needs_of(town, claim.kind, on).objection else None
    return {
        **_about(claim, owing.person, on),
        "kind": claim.kind,
        "unit": claim.unit,
        "unit_phone": claim.unit_phone,
        "amount": asked,
        "whole": claim.principal,
        "others": others,
        "due_on": claim.due_on.isoformat(),
        "period_from": claim.period_from.isoformat() if claim.period_from else None,
        "period_to": claim.period_to.isoformat() if claim.period_to else None,
        "scheme": claim.scheme,
        "payment_reference": claim.payment_reference,
        "account": town.payment.account,
        "account_name": town.payment.name,
        "objection_until": last_day.isoformat() if last_day else None,
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
    more = {"unit": claim.unit, "unit_phone": claim.unit_phone, "off": taken_off}
    more |= {"left": left, "whole": whole}
    for person_id in debtors_of(session, [claim.id])[claim.id]:
        person = session.get_one(Person, person_id)
        content = {**_about(claim, person, on), **more}
        told = {"number": claim.number}
        _send(session, claim, person, LOWERED, content, LOWERED, told, key=key, on=on, now=now)


def _about(claim: Claim, person: Person, on: date) -> dict[str, Any]:
    return {
        "name": person.name,
        "address": person.address,
        "made_on": on.isoformat(),
        "number": claim.number,
        "description": claim.description,
    }


def _send(
    session: Session,
    claim: Claim,
    person: Person,
    kind: str,
    content: Mapping[str, Any],
    message: str,
    told: Mapping[str, Any],
    *,
    key: str,
    on: date,
    now: datetime,
) -> None:
    assert person.id is not None
    letter = letters.write(
        session, person_id=person.id, kind=kind, content=content, made_on=on, claim_id=claim.id
    )
    outbox.tell(
        session,
        key=f"{message}:{claim.ref}:{person.ref}:{key}",
        person_id=person.id,
        kind=message,
        made_on=on,
        now=now,
        content=told,
        letter_ref=letter.ref,
    )
