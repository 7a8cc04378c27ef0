"""What was asked, what held, what the rules come to and what was decided, beside each other."""

from datetime import date
from typing import Any

from portal.cases.assessing import Assessed
from portal.cases.models import Decision, Receipt
from portal.cases.rulings.advising import advised, open_debt, running_amount
from portal.rules.facts import Proposal

PLANS = ("plan", "lower_instalment", "review")


def beside(
    assessed: Assessed, receipt: Receipt, decision: Decision, earlier: Decision | None
) -> list[dict[str, Any]]:
    """Return rows for the letter and the page, each `{name, as, value}`; none where all is alike.

    `as` says what a value is: `monthly` and `amount` in minor units, `until` a day, `months` a
    number, `nothing` where nothing changes.
    """
    is_alike = decision.outcome == "granted" and decision.follows_advice
    if decision.staff_id is None or (is_alike and earlier is None):
        return []
    rows = [
        ("running", "monthly", running_amount(receipt)),
        ("asked", *_asked(assessed)),
        ("rules", _unit(assessed.case.ask), advised(receipt, open_debt(assessed)).amount),
        ("before", *_decided(earlier)) if earlier is not None else ("before", "nothing", None),
    ]
    found = [_row(name, unit, value) for name, unit, value in rows if value is not None]
    return [*found, _row("decided", *_decided(decision))] if found else []


def _unit(ask: str) -> str:
    return "monthly" if ask in PLANS else "amount"


def _asked(assessed: Assessed) -> tuple[str, Any]:
    ask = assessed.case.ask
    if ask == "deferral":
        pause = assessed.answers.get("pause")
        return "months", pause if isinstance(pause, int) else None
    debt = open_debt(assessed)
    if ask == "remission":
        return "amount", debt
    proposal = assessed.situation.proposal or Proposal()
    if proposal.months and debt:
        return "monthly", -(-debt // proposal.months)
    return "monthly", min(proposal.monthly, debt) if proposal.monthly and debt else None


def _decided(decision: Decision) -> tuple[str, Any]:
    if decision.monthly is not None:
        return "monthly", decision.monthly
    if decision.waived is not None:
        return "amount", decision.waived
    return ("until", decision.until) if decision.until else ("nothing", 0)


def _row(name: str, unit: str, value: Any) -> dict[str, Any]:  # noqa: ANN401  (as it lies in JSON)
    return {
        "name": name,
        "as": unit,
        "value": value.isoformat() if isinstance(value, date) else value,
    }
