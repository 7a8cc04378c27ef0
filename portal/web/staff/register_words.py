"""A registration in words: what was filled in, what it lacks, and what the debtor will read."""

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlmodel import Session

from portal.cases.registering import others
from portal.cases.registering.bill import Held, bill_of, next_step
from portal.cases.registering.sending import phone_of
from portal.ledger.origin.floor import collection_floor, is_let_go
from portal.ledger.origin.models import Registration
from portal.ledger.origin.readiness import Lack
from portal.municipality import Municipality
from portal.people import identity
from portal.web.context import amount, day, local


def draft_row(town: Municipality, draft: Registration, on: date) -> dict[str, Any]:
    """Return an unsent bill as a line of the unit's page."""
    bill = bill_of(town, draft.unit, draft.content, on)
    missing = next_step(town, draft, on)
    onwards = (
        url_for("staff.register_check", ref=draft.ref)
        if missing is None
        else url_for("staff.register_page", ref=draft.ref, step=missing)
    )
    return {
        "title": bill.description or gettext("register-unnamed"),
        "amount_text": amount(bill.principal) if bill.principal else "",
        "under": day(draft.changed_at),
        "url": onwards,
    }


def check_page(
    session: Session, town: Municipality, draft: Registration, held: Held, on: date
) -> dict[str, Any]:
    """Return what the last page shows."""
    bill, told = held.bill, draft.content
    floor = collection_floor(town.policy, on)
    return {
        "rows": _rows(town, draft, held),
        "others": [_other(one) for one in others.others_of(draft)],
        "children": others.children(town, draft),
        "lacks": [lack_words(lack, held) for lack in held.lacks],
        "may_go": held.may_go,
        "floor": floor if not held.is_collected else None,
        "is_let_go": is_let_go(town.policy, bill.kind, bill.principal, on),
        "due_on": bill.due_on,
        "interest": town.claim_kind(bill.kind, on).interest,
        "other_name": _known_otherwise(session, told),
        "phone": phone_of(session, town, bill.unit),
        "rests_on": local(dict(held.needs.rests_on)),
    }


def _other(told: dict[str, Any]) -> dict[str, str]:
    """One who owes it too."""
    share = told["share"]
    how = gettext("register-other-share", amount=amount(share)) if share else ""
    return {"name": f"{told['name']}, {told['address']}", "how": how or gettext("register-whole")}


def lack_words(lack: Lack, held: Held | None = None) -> dict[str, Any]:
    """Return what is lacking in words, with what helps."""
    most = held.needs.description_most if held else 0
    name = f"lack-{lack.code}".replace("_", "-")
    return {
        "text": gettext(name, most=most),
        "help": gettext("lack-example", example=local(dict(lack.guidance)))
        if lack.guidance
        else "",
        "stops": lack.stops,
    }


def _known_otherwise(session: Session, told: dict[str, Any]) -> bool:
    """Whether the number is known here with another name than was typed."""
    digest = identity.Digest.read(told["digest"])
    known = identity.find_all(session, [digest]).get(digest)
    return known is not None and known.name.casefold() != told["name"].casefold()


def _rows(town: Municipality, draft: Registration, held: Held) -> list[dict[str, str]]:
    bill, told = held.bill, draft.content
    shown = [
        ("kind", "register-kind", local(dict(town.kinds[bill.kind][-1].names))),
        ("debtor", "register-debtor", f"{told['name']}, {told['address']}"),
        ("about", "register-description", bill.description),
        ("about", "register-arose-on", day(bill.arose_on)),
        ("amount", "register-amount", amount(bill.principal)),
    ]
    if bill.period_from and bill.period_to:
        both = f"{day(bill.period_from)} – {day(bill.period_to)}"
        shown.insert(4, ("about", "register-period", both))
    if bill.scheme:
        name = local(dict(town.schemes[bill.scheme]["names"]))
        shown.insert(4, ("about", "register-scheme", name))
    if len(held.needs.bases) > 1:
        rests_on = gettext(f"basis-{bill.basis}")
        if bill.basis_on:
            rests_on += f", {day(bill.basis_on)}"
        shown.append(("basis", "register-basis", rests_on))
    return [
        {
            "key": gettext(label),
            "value": value,
            "change_url": url_for("staff.register_page", ref=draft.ref, step=step),
        }
        for step, label, value in shown
    ]
