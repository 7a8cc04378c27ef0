"""What the answers so far come to, in a few words beside the question."""

from dataclasses import dataclass

from flask_babel import gettext

from portal.cases.assessing import Assessed
from portal.rules.answer import RulesAnswer
from portal.web.context import amount

DEARER = "new_rules_cost_more"
"""The reason that the rules of today ask more than a plan from before them."""


@dataclass(frozen=True)
class Estimate:
    """A headline that is announced, and one sentence of what would happen."""

    headline: str
    then: str


def estimate(assessed: Assessed) -> Estimate | None:
    """Return the estimate, or None while there is nothing to say yet."""
    found = assessed.answer
    if found is None or assessed.case.ask not in ("plan", "lower_instalment"):
        return None
    proposal = assessed.situation.proposal
    if proposal is None and assessed.situation.income is None and found.outcome != "grant":
        return None
    if "way" in assessed.asked and "way" not in assessed.told:
        return None
    if found.outcome == "grant" and found.instalment:
        headline = gettext(
            "estimate-grant",
            amount=amount(found.instalment),
            count=len(found.schedule),
        )
    elif found.capacity == 0:
        headline = gettext("estimate-nothing")
    elif found.capacity is not None:
        headline = gettext("estimate-capacity", amount=amount(found.capacity))
    else:
        headline = gettext("estimate-open")
    return Estimate(headline, _then(assessed, found))


def _then(assessed: Assessed, found: RulesAnswer) -> str:
    """What sending comes to; a plan that would become dearer runs on, which is said first."""
    if DEARER in {reason.code for reason in found.reasons}:
        return gettext("reason-new-rules-cost-more")
    return gettext(f"estimate-then-{assessed.then}")
