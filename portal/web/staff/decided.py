"""A decision in words for staff: what, who, why, and whether it followed the rules."""

from dataclasses import dataclass

from flask_babel import gettext

from portal.cases.models import Decision
from portal.web.context import amount, day
from portal.web.staff.opened import Opened


@dataclass(frozen=True)
class Decided:
    """A decision as rows of a list."""

    title: str
    is_refusal: bool
    rows: list[dict[str, str]]
    reason: str


def words(opened: Opened, decision: Decision) -> Decided:
    """Return a decision in words."""
    told = {
        "staff-decided-monthly": amount(decision.monthly) if decision.monthly else "",
        "staff-decided-until": day(decision.until) if decision.until else "",
        "staff-decided-waived": amount(decision.waived) if decision.waived else "",
        "staff-decided-on": day(decision.decided_at),
        "staff-decided-by": _by(opened, decision),
        "staff-decided-advice": _advice(opened, decision),
    }
    return Decided(
        title=gettext(f"staff-{decision.outcome}".replace("_", "-")),
        is_refusal=decision.outcome == "refused",
        rows=[{"key": gettext(name), "value": value} for name, value in told.items() if value],
        reason=decision.reason,
    )


def _by(opened: Opened, decision: Decision) -> str:
    if decision.staff_id is None:
        return gettext("staff-by-rules")
    return opened.colleagues[decision.staff_id].name


def _advice(opened: Opened, decision: Decision) -> str:
    if decision.staff_id is None:
        return ""
    if decision.id in opened.unadvised:
        return gettext("staff-decided-unadvised")
    return gettext("answer-yes" if decision.follows_advice else "answer-no")
