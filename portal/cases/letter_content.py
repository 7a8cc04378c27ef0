"""What a decision letter holds: the same record as the screen and the staff page."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from portal.cases.assessing import Assessed
from portal.cases.letters import claim_lines, iso
from portal.cases.models import Decision, Receipt
from portal.cases.ruling import Effect
from portal.municipality import Municipality
from portal.rules.days import months_on
from portal.rules.policy import book


def decision_content(
    town: Municipality,
    assessed: Assessed,
    receipt: Receipt,
    decision: Decision,
    effect: Effect,
    on: date,
    by_hand: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the record of a decision letter: amounts in minor units, dates ISO, ids of texts.

    `by_hand`: what a person added to it, see `portal.cases.rulings.telling`. The account is the one
    that was kept when the request was sent, as staff saw it.
    """
    return dict(by_hand) | {
        "case": assessed.case.ref,
        "ask": assessed.case.ask,
        "outcome": decision.outcome,
        "by": "rules" if decision.staff_id is None else "staff",
        "follows_advice": decision.follows_advice,
        "reason": decision.reason,
        "monthly": effect.monthly,
        "count": len(effect.schedule),
        "last_amount": effect.schedule[-1] if effect.schedule else None,
        "first_due": iso(effect.first_due),
        "last_due": iso(effect.last_due),
        "rhythm": effect.rhythm,
        "instalments": [
            [day.isoformat(), amount]
            for day, amount in zip(effect.days, effect.schedule, strict=True)
        ]
        if len(set(effect.schedule[:-1])) > 1
        else [],
        "interest": effect.ahead.interest if effect.ahead else None,
        "interest_left": effect.ahead.left if effect.ahead else 0,
        "rate_missing": bool(effect.ahead and effect.ahead.rate_missing),
        "until": iso(effect.until),
        "review_on": iso(_next_look(town, on, effect.last_due)),
        "waived": effect.waived,
        "others_owe": effect.others_owe,
        "claims": claim_lines(assessed.claims),
        "told": {name: assessed.told[name] for name in assessed.asked if name in assessed.told},
        "known": {
            fact.name: {"value": fact.value, "source": fact.source, "as_of": fact.as_of.isoformat()}
            for fact in assessed.known.values()
        },
        "rules": receipt.result,
        "rules_on": receipt.facts["on"],
        "objection_until": iso(last_objection_day(town, on)),
    }


def last_objection_day(town: Municipality, decided_on: date) -> date | None:
    """Return the last day for an objection, or None where the law sets none.

    The period runs from the day after the decision was made known (Awb 6:8 in the Netherlands).
    """
    weeks = town.wording.get("objection", {}).get("weeks")
    return decided_on + timedelta(weeks=weeks) if weeks else None


def _next_look(town: Municipality, on: date, last_due: date | None) -> date | None:
    """Return when the municipality looks at a plan of this day again.

    None: there is no plan, it is paid by then, or the municipality has no term for it.
    """
    if last_due is None or "review_months" not in town.policy.settings:
        return None
    look = months_on(on, book(town.policy, on).number("review_months"))
    return look if look <= last_due else None
