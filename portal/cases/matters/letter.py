"""The letter with a person's answer: amounts in minor units, dates, ids of texts."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from portal.cases.letter_content import last_objection_day
from portal.cases.letters import claim_lines, iso
from portal.cases.matters.kinds import ANSWERS, TO_CORRECT
from portal.cases.matters.models import MatterOutcome
from portal.cases.models import Case
from portal.ledger.claims import ClaimView
from portal.municipality import Municipality


def content(
    town: Municipality,
    case: Case,
    views: Sequence[ClaimView],
    made: MatterOutcome,
    on: date,
) -> dict[str, Any]:
    """Return the record of the letter."""
    told = record(case, views, made)
    if case.ask in TO_CORRECT and case.to_weigh:
        told["until_corrected"] = True
    return told | _remedy(town, case.ask, made.outcome, on)


def record(case: Case, views: Sequence[ClaimView], made: MatterOutcome) -> dict[str, Any]:
    """Return what every such letter says, whatever can be done after it."""
    return {
        "case": case.ref,
        "ask": case.ask,
        "outcome": made.outcome,
        "reason": made.words,
        "pay": made.pay,
        "pay_by": iso(made.pay_by),
        "let_go": made.let_go,
        "claims": claim_lines(views),
    }


def _remedy(town: Municipality, ask: str, outcome: str, on: date) -> dict[str, Any]:
    """What can be done after it: nothing after an answer to a question, a court after an objection.

    An entry `objection_until` makes it a decision that can be objected to.
    """
    if ask == "question" or outcome not in ANSWERS:
        return {}
    if ask == "objection":
        weeks = town.wording["after_objection"].get("weeks")
        return {"appeal_until": iso(on + timedelta(weeks=weeks)) if weeks else None}
    return {"objection_until": iso(last_objection_day(town, on))}
