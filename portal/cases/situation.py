"""From what the resident answered and what the municipality knows to the facts the rules take."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.cases.journey import UNDER_21, Answers, is_short, is_unknown
from portal.rules.facts import ClaimFacts, Household, Proposal, RunningPlan, Situation

TIMES_A_YEAR = {"week": 52, "four_weeks": 13, "month": 12, "about": 12, "year": 1, "profit": 1}
"""How often an income comes in a year, by how it was told.

`about`: a month, of an income that differs; `profit`: of a year as self-employed, after tax. A year
has 52 weeks here: the day or two more count for nobody.
"""


def situation(
    *,
    on: date,
    ask: str,
    debtor: str,
    answers: Answers,
    claims: Sequence[ClaimFacts],
    running_plan: RunningPlan | None,
    income_period: str,
    short_term: int,
) -> Situation:
    """Return the situation to put to the rules. `income_period` is `month` or `year`."""
    means = _means(answers, income_period) if debtor == "person" else {}
    if is_short(answers, short_term) and answers.get("means") is not True:
        means = {}
    return Situation(
        on=on,
        ask=ask,
        debtor=debtor,
        claims=tuple(claims),
        proposal=_proposal(ask, answers),
        running_plan=running_plan if ask in ("lower_instalment", "review") else None,
        circumstances=tuple(answers.get("circumstances") or ()),
        **means,
    )


def _proposal(ask: str, answers: Answers) -> Proposal | None:
    if ask not in ("plan", "lower_instalment") or answers.get("way") == "rules":
        return None
    if answers.get("way") == "monthly":
        monthly = answers.get("monthly")
        return Proposal(monthly=monthly) if isinstance(monthly, int) else None
    months = answers.get("months")
    return Proposal(months=months) if isinstance(months, int) else None


def _means(answers: Answers, income_period: str) -> dict[str, Any]:
    form = answers.get("household") or "single"
    children = answers.get("children")
    sharers = answers.get("sharers")
    least = 2 if form == "couple" else 1
    age = answers.get("pension_age")
    return {
        "household": Household(
            form=form,
            pension_age=_pension_age(age, form),
            under_21=age == UNDER_21,
            cost_sharers=max(least, sharers) if isinstance(sharers, int) else least,
            children=_children(children, form),
        ),
        "income": income_in(answers.get("income"), income_period),
        "benefit_from_municipality": answers.get("benefit") is True,
        "assets": _amount(answers.get("assets")),
        "room": _amount(answers.get("room")),
    }


def _amount(answer: object) -> int | None:
    return answer if isinstance(answer, int) else None


def _children(children: object, form: str) -> int:
    """A single parent has at least one child, whatever was left open."""
    number = children if isinstance(children, int) else 0
    return max(1, number) if form == "single_parent" else number


def _pension_age(answer: object, form: str) -> str:
    """A person alone cannot be two; "both" said before the household changed counts as one."""
    if not isinstance(answer, str) or answer == UNDER_21:
        return "none"
    return "one" if answer == "both" and form != "couple" else answer


def income_in(answer: object, period: str) -> int | None:
    """Return a told income in minor units per `period`, down; None when unknown or not told."""
    if not isinstance(answer, Mapping) or is_unknown(answer):
        return None
    amount, times = int(answer["amount"]), TIMES_A_YEAR[answer["period"]]
    if times == TIMES_A_YEAR[period]:
        return amount
    return amount * times // TIMES_A_YEAR[period]
