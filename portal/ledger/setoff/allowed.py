"""The most that may be withheld from a benefit a month: what the rules work out for recipients."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.ledger.claims import ClaimView, claim_facts
from portal.municipality import Municipality
from portal.rules.assess import assess
from portal.rules.contract import situation_to_json
from portal.rules.facts import Household, Situation
from portal.rules.reply import answer_to_stored


@dataclass(frozen=True)
class Means:
    """What the rules need to know of a recipient. Amounts are minor units a month."""

    household: Household
    income: int
    room: int | None = None
    """What an attachment could take, if known."""


@dataclass(frozen=True)
class Allowed:
    """What the rules allow, and how they came to it."""

    most: int
    """Minor units a month; never above what an attachment could take, or what is owed."""
    basis: dict[str, Any]
    """The facts and the answer, as a receipt holds them."""


def is_here(town: Municipality) -> bool:
    """Whether this municipality pays benefits it can withhold from."""
    return town.pays_benefits


def allowed(town: Municipality, claims: Sequence[ClaimView], means: Means, on: date) -> Allowed:
    """Work out the most for these claims, by the rules of a day.

    What the rules say for a plan without a proposal: the least of the capacity, the room and what
    is owed. An amount under the smallest instalment of a plan may still be withheld.
    """
    situation = Situation(
        on=on,
        ask="plan",
        claims=tuple(claim_facts(view) for view in claims if view.balance > 0),
        household=means.household,
        income=means.income,
        benefit_from_municipality=True,
        room=means.room,
    )
    answer = assess(situation, town.policy)
    line = next((line for line in answer.account if line.id == "instalment"), None)
    basis = {
        "facts": situation_to_json(town.name, situation, town.shape),
        "result": answer_to_stored(answer),
    }
    return Allowed(line.amount or 0 if line else 0, basis)
