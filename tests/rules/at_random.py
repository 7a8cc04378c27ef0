"""Situations at random by the thousand, from a seed; many stand a cent beside an edge of the rules.

Quicker than a search for the smallest counter-example, for laws that must hold for very many.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

from portal.rules import facts
from portal.rules.answer import RulesAnswer
from portal.rules.assess import assess
from portal.rules.facts import ClaimFacts, Household, Proposal, RunningPlan, Situation
from portal.rules.policy import Policy

EDGES = (2_499, 2_500, 2_501, 9_999, 10_000, 10_001, 19_999, 20_000, 1_500_000, 1_500_001)
LARGEST = 3_000_001
KINDS = {
    "month": ("benefit_recovery", "loan", "furnishing_loan", "fine", "invoice"),
    "year": ("rent", "daycare", "damages", "invoice"),
}
INCOMES = {"month": (0, 80_000, 450_000), "year": (0, 8_000_000, 55_000_000)}
"""The least, an ordinary low one, the most."""


def situations(policy: Policy, count: int, seed: int) -> Iterator[Situation]:
    """Make so many; every second one is moved to an edge of its own account."""
    chance = Random(seed)
    for number in range(count):
        situation = _situation(policy, chance)
        yield _at_an_edge(situation, policy, chance) if number % 2 else situation


def _situation(policy: Policy, chance: Random) -> Situation:
    ask = chance.choice(facts.ASKS)
    period = policy.income_period
    least, low, most = INCOMES[period]
    running = ask in ("review", "lower_instalment") or chance.random() < 0.1
    plan = RunningPlan(chance.choice((2_500, 6_000, 12_000)), date(2023, 5, 1))
    by_means = bool(policy.own_facts)
    return Situation(
        on=_day(policy, chance),
        ask=ask,
        claims=tuple(
            _claim(KINDS[period], number, chance) for number in range(chance.choice((1, 1, 2)))
        ),
        debtor="business" if chance.random() < 0.05 else "person",
        household=_household(chance),
        income=None if chance.random() < 0.1 else chance.choice((least, chance.randint(low, most))),
        benefit_from_municipality=by_means and chance.random() < 0.3,
        room=chance.choice((None, None, 0, chance.randint(0, 90_000))) if by_means else None,
        assets=chance.choice((None, 0, 757_500, 800_001, 1_600_001)) if by_means else None,
        proposal=_proposal(ask, plan if running else None, chance),
        running_plan=plan if running else None,
        circumstances=chance.choice(((), (), ("health", "work"))),
    )


def _day(policy: Policy, chance: Random) -> date:
    """A day on which something changes, the day before, or any."""
    turn = chance.choice(policy.turns)
    day = turn + chance.choice((-1, 0, 1, chance.randint(0, 400)))
    return date.fromordinal(max(day, policy.turns[0]))


def _household(chance: Random) -> Household:
    form = chance.choice(facts.FORMS)
    adults = 2 if form == "couple" else 1
    ages = facts.PENSION_AGES if form == "couple" else facts.PENSION_AGES[:2]
    return Household(
        form=form,
        pension_age=chance.choice(ages),
        cost_sharers=chance.choice((adults, adults, adults + 1, adults + 3)),
        children=chance.choice((1, 2)) if form == "single_parent" else chance.choice((0, 0, 1, 3)),
    )


def _claim(kinds: tuple[str, ...], number: int, chance: Random) -> ClaimFacts:
    balance = chance.choice((chance.choice(EDGES), chance.randint(1, LARGEST)))
    return ClaimFacts(
        id=f"c{number}",
        kind=chance.choice(kinds),
        balance=balance,
        principal=chance.choice((balance, balance + 5_000)),
        phase=chance.choice(("open", "open", "reminded", "in_plan", "transferred")),
        paid_months=chance.choice((0, 35, 36)),
        repaid_share=chance.choice((0, 4_999, 5_000)),
        cause=chance.choice(("none", "none", "information_breach", "intent")),
    )


def _proposal(ask: str, running: RunningPlan | None, chance: Random) -> Proposal | None:
    if ask not in ("plan", "lower_instalment") or chance.random() < 0.4:
        return None
    most = running.monthly - 1 if running and ask == "lower_instalment" else 200_000
    edges = [edge for edge in EDGES if edge <= most]
    monthly = chance.choice((chance.choice(edges or [1]), chance.randint(1, most)))
    months = chance.choice((1, 11, 12, 13, 24, 120))
    return chance.choice((Proposal(monthly=monthly), Proposal(months=months)))


def _at_an_edge(situation: Situation, policy: Policy, chance: Random) -> Situation:
    """Move its income, debt or proposal to within two units of a figure of its account."""
    figures = _figures(assess(situation, policy))
    if not figures:
        return situation
    edge = max(1, chance.choice(figures) + chance.choice((-1, 0, 1)))
    what = chance.choice(("income", "debt", "proposal"))
    if what == "income" and situation.income is not None:
        return replace(situation, income=edge + chance.choice((0, 0, 5_000)))
    if what == "debt":
        first, *others = situation.claims
        return replace(situation, claims=(replace(first, balance=edge), *others))
    if situation.ask == "plan":
        return replace(situation, proposal=Proposal(monthly=edge))
    return situation


def _figures(answer: RulesAnswer) -> list[int]:
    return [line.amount for line in answer.account if line.amount is not None]
