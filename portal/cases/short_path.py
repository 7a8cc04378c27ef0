"""What is clear without a look at income: so short a plan that the rules grant it at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portal.ledger.claims import ClaimView, claim_facts
from portal.municipality import Municipality
from portal.rules.assess import assess
from portal.rules.facts import Proposal, Situation
from portal.rules.policy import book
from portal.rules.short_term import short_term

FEWEST = 2
"""One month is paying, not a plan."""


@dataclass(frozen=True)
class ShortOffer:
    """A plan one can have by asking. Amounts are minor units."""

    claims: tuple[ClaimView, ...]
    asked: int
    """The months to ask for; the plan can be shorter where an instalment has a least amount."""
    monthly: int
    count: int
    last: int

    @property
    def refs(self) -> list[str]:
        """The claims it is about."""
        return [view.ref for view in self.claims]

    @property
    def told(self) -> dict[str, object]:
        """The answers that ask for it."""
        return {"way": "months", "months": self.asked, "means": False, "story": ""}


def is_short_draft(told: Mapping[str, object]) -> bool:
    """Whether a draft holds nothing but what the short path put in it."""
    return {*told} <= {"way", "months", "means", "story"} and told.get("means") is False


def short_offer(
    town: Municipality, debtor: str, views: Sequence[ClaimView], on: date
) -> ShortOffer | None:
    """Return the longest plan the rules grant at once without a means test; None for none.

    Left out is what runs in a plan, is at the collector, or is too old to collect. `debtor` is
    `person` or `business`.
    """
    fitting = tuple(view for view in views if view.phase in ("open", "reminded"))
    fitting = tuple(view for view in fitting if view.time_bar_on > on)
    if not fitting or not town.policy.grants_at_once("plan", on):
        return None
    facts = tuple(claim_facts(view) for view in fitting)
    put = Situation(on=on, ask="plan", debtor=debtor, claims=facts)
    debt, held = sum(view.balance for view in fitting), book(town.policy, on)
    least = held.number("minimum_instalment")
    for months in _longest_first(debt, least, short_term(held, debt)):
        found = assess(replace(put, proposal=Proposal(months=months)), town.policy)
        if found.outcome == "grant" and (found.instalment or 0) >= least:
            count, last = len(found.schedule), found.schedule[-1]
            return ShortOffer(fitting, months, found.instalment or 0, count, last)
    return None


def _longest_first(debt: int, least: int, most: int) -> list[int]:
    """The months to try: with a smaller last instalment, where the rules raise to the least."""
    months = sorted({min(most, -(-debt // least)), min(most, debt // least)}, reverse=True)
    return [one for one in months if one >= FEWEST]
