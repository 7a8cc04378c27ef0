"""Pages of staff: what waits, a case on one page, money without a claim, a unit's own claims."""

from typing import Any

from flask import Blueprint, g, request, url_for
from flask_babel import gettext

from portal.ledger.debits.settings import sepa_of
from portal.people.actors import Permission
from portal.web.services import services

staff = Blueprint("staff", __name__, url_prefix="/staff")

MENU = {
    "queue": Permission.CASE_READ,
    "lists": Permission.PROPOSAL_ANSWER,
    "people": Permission.PERSON_READ,
    "money": Permission.PAYMENT_MATCH,
    "files": Permission.FILE_TAKE,
    "returned": Permission.CLAIM_CHANGE,
    "debits": Permission.DEBIT_RELEASE,
    "post": Permission.PERSON_READ,
    "workings": Permission.CASE_READ,
    "rules": Permission.CASE_READ,
    "figures": Permission.FIGURES_READ,
    "unit": Permission.CLAIM_READ_UNIT,
    "colleagues": Permission.STAFF_MANAGE,
    "trail": Permission.AUDIT_READ,
}
"""The pages of the menu and the right each needs."""


@staff.context_processor
def _frame() -> dict[str, Any]:
    """What the frame of staff pages holds: the menu, and where home is."""
    actor = g.get("actor")
    if actor is None or not actor.is_staff:
        return {}
    pages = [page for page, permission in MENU.items() if actor.may(permission) and _is_there(page)]
    links = [
        {
            "text": gettext(f"staff-menu-{page}"),
            "url": url_for(f"staff.{page}"),
            "here": request.endpoint == f"staff.{page}",
        }
        for page in pages
    ]
    return {
        "nav": links,
        "home_url": url_for(f"staff.{pages[0]}"),
        "sign_out_url": url_for("public.sign_out"),
    }


def _is_there(page: str) -> bool:
    """Whether the municipality has this page: workings, direct debit in euros only in some."""
    town = services().town
    return {"workings": bool(town.workings), "debits": sepa_of(town) is not None}.get(page, True)


from portal.web.staff import (  # noqa: E402  (views register themselves on the blueprint)
    acting,
    acting_files,
    branches,
    bulk,
    case,
    claim,
    colleagues,
    contacts,
    corrections,
    debits,
    debtors,
    decision,
    door,
    evidence,
    files,
    handover,
    holds,
    letters,
    lists,
    mandates,
    matters,
    money,
    months,
    online,
    parts,
    payment,
    payment_forms,
    people,
    person_sent,
    plan_new,
    plans,
    post,
    prepared,
    presence,
    queue,
    receipts,
    refunds,
    register,
    register_others,
    returns,
    rules,
    signed_out,
    sorting,
    trail,
    trail_reasons,
    unit,
    unit_returns,
    variants,
    weighing,
    withholdings,
    work,
    workings,
)
from portal.web.staff.figures import departures, second_looks, sharing  # noqa: E402
from portal.web.staff.figures import pages as figures  # noqa: E402

__all__ = [
    "acting",
    "acting_files",
    "branches",
    "bulk",
    "case",
    "claim",
    "colleagues",
    "contacts",
    "corrections",
    "debits",
    "debtors",
    "decision",
    "departures",
    "door",
    "evidence",
    "figures",
    "files",
    "handover",
    "holds",
    "letters",
    "lists",
    "mandates",
    "matters",
    "money",
    "months",
    "online",
    "parts",
    "payment",
    "payment_forms",
    "people",
    "person_sent",
    "plan_new",
    "plans",
    "post",
    "prepared",
    "presence",
    "queue",
    "receipts",
    "refunds",
    "register",
    "register_others",
    "returns",
    "rules",
    "second_looks",
    "sharing",
    "signed_out",
    "sorting",
    "staff",
    "trail",
    "trail_reasons",
    "unit",
    "unit_returns",
    "variants",
    "weighing",
    "withholdings",
    "work",
    "workings",
]
