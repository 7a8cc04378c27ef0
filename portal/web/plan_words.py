"""A plan in words: its instalments as lines, what changed, what lies ahead."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext

from portal.cases.plans.ahead import Ahead
from portal.ledger.plan_records import PlanChange
from portal.ledger.progress import PlanView
from portal.web.context import amount, day

SHOWN_AHEAD = 12
"""Instalments to come that a page names one by one."""


@dataclass(frozen=True)
class Line:
    """One instalment: its day, its amount, and where it stands."""

    day: str
    amount_text: str
    state: str
    """`paid`, `part`, `late`, `next` or `coming`."""
    note: str


def instalment_lines(view: PlanView, today: date, taken: date | None = None) -> list[Line]:
    """Return the last one that was met, and those to come, as many as a page can hold.

    `taken` is the day on which direct debit takes the next one.
    """
    done = view.progress.met
    first = max(0, done - 1)
    shown = list(enumerate(view.instalments))[first : done + SHOWN_AHEAD]
    lines = [_line(view, at, due_on, part, today) for at, (due_on, part) in shown]
    if taken is None:
        return lines
    note = gettext("plan-line-collected", day=day(taken))
    return [replace(one, note=note) if one.state in ("next", "part") else one for one in lines]


def _line(view: PlanView, at: int, due_on: date, part: int, today: date) -> Line:
    state = _state(view, at, due_on, part, today)
    left = amount(view.progress.next_amount if at == view.progress.met else part)
    note = gettext(f"plan-line-{state}", amount=left) if state != "coming" else ""
    return Line(day(due_on), amount(part), state, note)


def _state(view: PlanView, at: int, due_on: date, part: int, today: date) -> str:
    done = view.progress.met
    if at < done:
        return "paid"
    if due_on < today:
        return "late"
    if at > done:
        return "coming"
    return "part" if view.progress.next_amount < part else "next"


def later(view: PlanView) -> str:
    """Say how many come after those that are shown, and until when."""
    hidden = len(view.instalments) - view.progress.met - SHOWN_AHEAD
    if hidden <= 0:
        return ""
    return gettext("plan-later", count=hidden, day=day(view.instalments[-1][0]))


def ahead_by(view: PlanView, today: date) -> int:
    """Return how many instalments were met before their day."""
    return sum(due_on > today for due_on, _ in view.instalments[: view.progress.met])


def rhythm(name: str) -> str:
    """Say how often an instalment is due."""
    return gettext(f"plan-rhythm-{name}".replace("_", "-"))


def ahead_words(ahead: Ahead | None) -> list[str]:
    """Say what interest is expected, if any runs."""
    if ahead is None:
        return []
    return interest_words(ahead.interest, ahead.left, missing=ahead.rate_missing)


def interest_words(interest: int | None, left: int, *, missing: bool) -> list[str]:
    """Say what interest is expected, and that it makes the plan longer."""
    said = []
    if interest:
        said.append(gettext("plan-interest", amount=amount(interest)))
        if left:
            said.append(gettext("plan-interest-left", amount=amount(left)))
    if missing:
        said.append(gettext("plan-interest-unknown"))
    return said


def change_lines(changes: Sequence[PlanChange], *, staff: bool = False) -> list[dict[str, Any]]:
    """Return what happened to a plan, newest first; reasons and names only for staff."""
    return [
        {
            "title": gettext(f"plan-change-{change.kind}"),
            "day": day(change.made_on),
            "by": gettext(f"plan-by-{who(change) if staff else _to_the_payer(change)}"),
            "reason": change.reason if staff else "",
        }
        for change in reversed(changes)
    ]


def _to_the_payer(change: PlanChange) -> str:
    return "you" if who(change) == "resident" else who(change)


def is_just_changed(changes: Sequence[PlanChange], today: date) -> bool:
    """Whether the person changed it today themselves, last of all: the page says it is done."""
    return bool(changes) and changes[-1].made_on == today and who(changes[-1]) == "resident"


def who(change: PlanChange) -> str:
    """Return who made a change: `resident`, `staff` or `rules`."""
    kind = change.by.split(":")[0]
    return kind if kind in ("resident", "staff") else "rules"
