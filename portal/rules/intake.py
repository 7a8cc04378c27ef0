"""Reads a situation as other programs write it: every key is checked, every mistake named."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from portal.errors import BadFile
from portal.rules import facts
from portal.rules.facts import ClaimFacts, Household, Proposal, RunningPlan, Situation
from portal.rules.reading import LARGEST, MOST_PEOPLE, Part

INCOME_KEYS = {"month": "monthly_net", "year": "yearly_net"}
"""By the period a policy asks income for."""
_PROPOSING = ("plan", "lower_instalment")
_RUNNING = ("review", "lower_instalment")
_MANY_MONTHS = 1200
_COUPLE = 2


@dataclass(frozen=True)
class Shape:
    """What the input of one municipality may hold."""

    kinds: Collection[str]
    """Its claim kinds."""
    income_period: str
    """`month` or `year`."""
    own_facts: Collection[str]
    """Facts that only some municipalities ask for: `room`, `assets`, ..."""
    first_day: date
    """The first day its rules have values for."""


def read_situation(
    data: object, shape_of: Callable[[str], Shape | None], *, stored: bool = False
) -> tuple[str, Situation]:
    """Return the municipality and the situation. Raises BadFile with every mistake by its path.

    A situation the portal stored itself may hold an income, a room or assets of zero: somebody
    said so. In an input from elsewhere zero is a mistake. So are the facts that only the portal
    asks for: whether somebody is under 21, and the scheme of a claim.
    """
    mistakes: list[str] = []
    part = Part(data, "", mistakes)
    municipality = part.name("municipality")
    shape = shape_of(municipality) if municipality else None
    if shape is None:
        if not mistakes:
            part.note("municipality", "is not a municipality of this portal")
        raise BadFile(mistakes)
    situation = _situation(part, shape, stored)
    part.close()
    if mistakes:
        raise BadFile(mistakes)
    return municipality, situation


def _situation(part: Part, shape: Shape, stored: bool) -> Situation:
    ask = part.word("ask", facts.ASKS)
    plan = _running_plan(part, ask)
    own = {key: part.money(key, zero=stored) for key in ("room", "assets") if _is_own(shape, key)}
    benefit = "benefit_from_municipality"
    return Situation(
        on=_on(part, shape),
        ask=ask,
        claims=_claims(part, shape, stored),
        debtor=part.word("debtor", ("person", "business"), "person"),
        household=_household(part, stored),
        income=_income(part, shape, stored),
        benefit_from_municipality=_is_own(shape, benefit) and part.flag(benefit),
        room=own.get("room"),
        assets=own.get("assets"),
        proposal=_proposal(part, ask, plan),
        running_plan=plan,
        circumstances=part.words("circumstances", facts.CIRCUMSTANCES),
    )


def _is_own(shape: Shape, key: str) -> bool:
    return key in shape.own_facts


def _on(part: Part, shape: Shape) -> date:
    on = part.day("on")
    if on < shape.first_day:
        part.note("on", f"is before the first day of the rules, {shape.first_day}")
    return on


def _household(part: Part, stored: bool) -> Household:
    inner = part.part("household")
    if inner is None:
        return Household()
    form = inner.word("form", facts.FORMS, "single")
    adults = _COUPLE if form == "couple" else 1
    household = Household(
        form=form,
        pension_age=inner.word("pension_age", facts.PENSION_AGES, "none"),
        cost_sharers=inner.count("cost_sharers", adults, adults, MOST_PEOPLE),
        children=inner.count("children", 0, 0, MOST_PEOPLE),
        under_21=stored and inner.flag("under_21"),
    )
    if inner.data.get("form", "single") == form:
        _check_form(inner, household)
    inner.close()
    return household


def _check_form(inner: Part, household: Household) -> None:
    if household.pension_age == "both" and household.form != "couple":
        inner.note("pension_age", "can be both only for a couple")
    if household.form == "single_parent" and not household.children:
        inner.note("children", "must be at least 1 for a single parent")


def _income(part: Part, shape: Shape, stored: bool) -> int | None:
    inner = part.part("income")
    if inner is None:
        return None
    amount = inner.money(INCOME_KEYS[shape.income_period], needed=True, zero=stored)
    inner.close()
    return amount


def _claims(part: Part, shape: Shape, stored: bool) -> tuple[ClaimFacts, ...]:
    claims: list[ClaimFacts] = []
    for item in part.items("claims"):
        claim = _claim(item, shape, stored)
        if claim.id and any(claim.id == other.id for other in claims):
            item.note("id", "is the id of an earlier claim")
        claims.append(claim)
    if sum(claim.balance for claim in claims) > LARGEST:
        part.note("claims", "come to more than this portal takes")
    return tuple(claims)


def _claim(item: Part, shape: Shape, stored: bool) -> ClaimFacts:
    balance = item.money("balance", needed=True) or 0
    claim = ClaimFacts(
        id=item.name("id"),
        kind=item.word("kind", shape.kinds),
        balance=balance,
        principal=item.money("principal") or balance,
        phase=item.word("phase", facts.PHASES),
        paid_months=item.count("paid_months", 0, 0, _MANY_MONTHS),
        repaid_share=item.share("repaid_share"),
        cause=item.word("cause", facts.CAUSES, "none"),
        scheme=item.word("scheme", facts.SCHEMES) if stored and item.has("scheme") else "",
    )
    item.close()
    return claim


def _running_plan(part: Part, ask: str) -> RunningPlan | None:
    if ask in _RUNNING and not part.has("running_plan"):
        part.note("running_plan", f"is missing: {ask} needs it")
    inner = part.part("running_plan")
    if inner is None:
        return None
    plan = RunningPlan(inner.money("monthly", needed=True) or 0, inner.day("since"))
    inner.close()
    return plan


def _proposal(part: Part, ask: str, plan: RunningPlan | None) -> Proposal | None:
    inner = part.part("proposal")
    if inner is None:
        return None
    if ask and ask not in _PROPOSING:
        part.note("proposal", f"goes with {' and '.join(_PROPOSING)} only")
    if inner.has("monthly") == inner.has("months") and inner.is_object:
        part.note("proposal", "must hold monthly or months, one of them")
    monthly = inner.money("monthly")
    months = inner.count("months", 1, 1, facts.LONGEST_PROPOSAL) if inner.has("months") else None
    if ask == "lower_instalment" and plan and monthly and monthly >= plan.monthly > 0:
        inner.note("monthly", "must be lower than the running plan's")
    inner.close()
    return Proposal(monthly, months)
