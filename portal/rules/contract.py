"""A situation written as other programs write it: what `intake` reads."""

from typing import Any

from portal.money import plain
from portal.rules.facts import ClaimFacts, Situation
from portal.rules.intake import INCOME_KEYS, Shape


def situation_to_json(municipality: str, situation: Situation, shape: Shape) -> dict[str, Any]:
    """Write a situation in the shape `read_situation` takes; reading it gives it back.

    With facts that only the portal asks for it reads back as a stored one.
    """
    household = situation.household
    young = {"under_21": True} if household.under_21 else {}
    written: dict[str, Any] = {
        "municipality": municipality,
        "on": situation.on.isoformat(),
        "ask": situation.ask,
        "debtor": situation.debtor,
        "household": {
            "form": household.form,
            "pension_age": household.pension_age,
            "cost_sharers": household.cost_sharers,
            "children": household.children,
            **young,
        },
        "claims": [_claim_to_json(claim) for claim in situation.claims],
        "circumstances": list(situation.circumstances),
    }
    return written | _optional_to_json(situation, shape)


def _optional_to_json(situation: Situation, shape: Shape) -> dict[str, Any]:
    written: dict[str, Any] = {}
    if situation.income is not None:
        written["income"] = {INCOME_KEYS[shape.income_period]: plain(situation.income)}
    for key in ("room", "assets"):
        amount = getattr(situation, key)
        if amount is not None:
            written[key] = plain(amount)
    if situation.benefit_from_municipality:
        written["benefit_from_municipality"] = True
    proposal, running = situation.proposal, situation.running_plan
    if proposal and proposal.months is not None:
        written["proposal"] = {"months": proposal.months}
    elif proposal and proposal.monthly is not None:
        written["proposal"] = {"monthly": plain(proposal.monthly)}
    if running:
        since = running.since.isoformat()
        written["running_plan"] = {"monthly": plain(running.monthly), "since": since}
    return written


def _claim_to_json(claim: ClaimFacts) -> dict[str, Any]:
    whole, rest = divmod(claim.repaid_share, 10_000)
    return {
        "id": claim.id,
        "kind": claim.kind,
        "balance": plain(claim.balance),
        "principal": plain(claim.principal),
        "phase": claim.phase,
        "paid_months": claim.paid_months,
        "repaid_share": f"{whole}.{rest:04d}",
        "cause": claim.cause,
        **({"scheme": claim.scheme} if claim.scheme else {}),
    }
