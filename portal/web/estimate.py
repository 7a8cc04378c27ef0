"""What the answers so far come to, in a few words beside the question."""

from dataclasses import dataclass

from flask_babel import gettext

from portal.cases.assessing import Assessed
from portal.web.context import amount


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
    elif found.capacity is not None:
        headline = gettext("estimate-capacity", amount=amount(found.capacity))
    else:
        headline = gettext("estimate-open")
    return Estimate(headline, gettext(f"estimate-then-{assessed.then}"))
