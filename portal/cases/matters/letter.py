"""The letter with a person's answer: amounts in minor units, dates, ids of texts."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from portal.cases.letter_content import last_objection_day
from portal.cases.matters.kinds import ANSWERS
from portal.cases.matters.models import MatterOutcome
from portal.cases.models import Case
from portal.ledger.claims import ClaimView
from portal.municipality import Municipality
from portal.people.models import Person


def content(
    town: Municipality,
    case: Case,
    person: Person,
    views: Sequence[ClaimView],
    made: MatterOutcome,
    on: date,
) -> dict[str, Any]:
    """Return the record of the letter."""
    record = {
        "case": case.ref,
        "ask": case.ask,
        "name": person.name,
        "address": person.address,
        "made_on": on.isoformat(),
        "outcome": made.outcome,
        "reason": made.reason,
        "pay": made.pay,
        "pay_by": made.pay_by.isoformat() if made.pay_by else None,
        "let_go": made.let_go,
        "claims": [
            {
                "number": view.number,
                "description": view.description,
                "balance": view.balance,
                "payment_reference": view.payment_reference,
            }
            for view in views
        ],
    }
    return record | _remedy(town, case.ask, made.outcome, on)


def _remedy(town: Municipality, ask: str, outcome: str, on: date) -> dict[str, Any]:
    """What can be done after it: nothing after an answer to a question, a court after an objection.

    An entry `objection_until` makes it a decision that can be objected to.
    """
    if ask == "question" or outcome not in ANSWERS:
        return {}
    if ask == "objection":
        weeks = town.wording["after_objection"].get("weeks")
        return {"appeal_until": (on + timedelta(weeks=weeks)).isoformat() if weeks else None}
    last_day = last_objection_day(town, on)
    return {"objection_until": last_day.isoformat() if last_day else None}
