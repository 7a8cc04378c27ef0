"""The shapes of what a program reads. Amounts are texts with two decimals, days are ISO 8601.

No identity number is in them. What they mean stands in openapi.json.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from portal.ledger.claims import ClaimView
from portal.ledger.firms.ageing import COLUMNS, Aged, Group
from portal.ledger.firms.branches import BranchView
from portal.ledger.firms.statement import Account
from portal.ledger.progress import PlanView
from portal.money import plain

AGES = ("not_due", "days_1_30", "days_31_60", "days_61_90", "days_over_90", "at_collector")
"""The names of the columns of ages, in their order."""


def claim_shape(view: ClaimView, branch: BranchView | None) -> dict[str, Any]:
    """One claim."""
    return {
        "ref": view.ref,
        "number": view.number,
        "kind": view.kind,
        "description": view.description,
        "unit": view.unit,
        "branch": _branch(branch),
        "arose_on": view.arose_on.isoformat(),
        "due_on": view.due_on.isoformat(),
        "phase": view.phase,
        "principal": plain(view.principal),
        "left": {
            "principal": plain(view.parts.principal),
            "fee": plain(view.parts.fee),
            "interest": plain(view.parts.interest),
            "total": plain(view.balance),
        },
        "next_due": _iso(view.next_due),
        "next_amount": plain(view.next_amount),
        "payment_reference": view.payment_reference,
        "plan": view.plan.ref if view.plan else None,
    }


def balance_shape(aged: Aged, groups: Iterable[Group]) -> dict[str, Any]:
    """What is left, all together and in groups."""
    return {
        "total": plain(aged.total),
        "ages": _ages(aged),
        "groups": [
            {
                "branch": _branch(group.branch),
                "kind": group.kind,
                "claims": group.claims,
                "ages": _ages(group.aged),
                "total": plain(group.aged.total),
            }
            for group in groups
        ],
    }


def account_shape(account: Account) -> dict[str, Any]:
    """The account of a period."""
    return {
        "from": account.first.isoformat(),
        "to": account.last.isoformat(),
        "opening": plain(account.opening),
        "added": plain(account.added),
        "taken_off": plain(account.taken_off),
        "closing": plain(account.closing),
        "with_others": account.with_others,
        "movements": [
            {
                "on": line.on.isoformat(),
                "claim": line.ref,
                "number": line.number,
                "branch": line.branch or None,
                "kind": line.kind,
                "component": line.component,
                "payment": line.payment or None,
                "amount": plain(line.amount),
                "balance": plain(line.balance),
            }
            for line in account.lines
        ],
    }


def plan_shape(plan: PlanView, claims: list[str]) -> dict[str, Any]:
    """One plan that runs."""
    return {
        "ref": plan.ref,
        "claims": claims,
        "made_on": plan.made_on.isoformat(),
        "monthly": plain(plan.monthly),
        "total": plain(plan.total),
        "paid": plain(plan.paid),
        "behind": plain(plan.progress.behind),
        "next_due": _iso(plan.progress.next_due),
        "next_amount": plain(plan.progress.next_amount),
        "instalments": [
            {"due_on": due_on.isoformat(), "amount": plain(amount)}
            for due_on, amount in plan.instalments
        ],
    }


def _ages(aged: Aged) -> dict[str, str]:
    return {name: plain(getattr(aged, own)) for name, own in zip(AGES, COLUMNS, strict=True)}


def _branch(branch: BranchView | None) -> dict[str, str] | None:
    return {"number": branch.number, "name": branch.name} if branch else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
