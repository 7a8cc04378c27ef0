"""One thing that waits in words: what it is, why it is where it is, and who has it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext

from portal.cases.matters.kinds import TO_CORRECT, is_matter
from portal.cases.work.reading import Waits
from portal.jobs.answers import KINDS as LISTS
from portal.people.actors import Actor
from portal.web.context import amount, day, day_here
from portal.web.staff import days


@dataclass(frozen=True)
class Row:
    """A line of the queue."""

    url: str
    title: str
    left: str
    is_near: bool
    when: str
    detail: str
    state: str
    state_kind: str
    acts_url: str


def row(item: Waits, staff: Actor, today: date) -> Row:
    """Return a thing that waits as a line."""
    state, state_kind = _state(item, staff)
    return Row(
        url=url_of(item),
        title=title(item),
        left=days.left(today, item.day) if item.has_day else "",
        is_near=item.has_day and days.is_near(today, item.day),
        when=_when(item, today),
        detail=" · ".join(_detail(item)),
        state=state,
        state_kind=state_kind,
        acts_url=url_for("staff.work", source=item.source, subject=item.subject),
    )


def title(item: Waits) -> str:
    """Say who or what it is about, and what it is."""
    what = gettext(f"thing-{item.kind}")
    if item.ask and item.kind != "reminder":
        what = gettext(f"staff-ask-{item.ask}".replace("_", "-"))
    who = item.name or item.number
    return f"{who}: {what}" if who else f"{what[0].upper()}{what[1:]}"


def thing_name(kind: str) -> str:
    """Say what things of a kind are called together."""
    return gettext(f"list-{kind}" if kind in LISTS else f"work-kind-{kind}")


def _page(page: str) -> Callable[[Waits], str]:
    return lambda item: url_for(f"staff.{page}", ref=item.ref)


_PAGES = {"debit-batch": "staff.debits", "month-end": "staff.handover"}
"""Kinds of proposals that are done on a page of many."""


def _proposal(item: Waits) -> str:
    if item.kind in _PAGES:
        return url_for(_PAGES[item.kind])
    page = "staff.correction_answer" if item.kind == "correction" else "staff.proposal"
    return url_for(page, ref=item.ref)


_URLS: Mapping[str, Callable[[Waits], str]] = {
    "case": lambda item: url_for(
        "staff.matter" if is_matter(item.ask or "") else "staff.case", ref=item.ref
    ),
    "proposal": _proposal,
    "bank_line": lambda item: url_for("staff.line", line_id=item.about_id),
    "incoming": lambda item: url_for("staff.line", incoming_id=item.about_id),
    "refund": _page("refund"),
    "acting_ask": _page("acting_answer"),
    "claim_return": lambda _item: url_for("staff.returned"),
}


def url_of(item: Waits) -> str:
    """Return the page on which it is done."""
    return _URLS[item.about](item)


def _when(item: Waits, today: date) -> str:
    """Say for which day it is where it is in the queue, and name a time bar that passed."""
    if item.is_for_time_bar and item.day > today:
        return gettext("staff-bar-on", day=day(item.day))
    said = _by(item)
    bar = item.time_bar_on
    if bar is None or bar > today or item.kind == "reminder":
        return said
    barred = gettext("staff-barred-since", day=day(bar))
    return f"{said}. {barred}" if said and not item.is_for_time_bar else barred


def _by(item: Waits) -> str:
    if not item.has_day or item.kind == "reminder":
        return ""
    if item.source != "case":
        return gettext("work-by", day=day(item.day))
    return days.by_when(item.ask or "", item.state, item.answer_by or item.day)


def _detail(item: Waits) -> list[str]:
    """Say what else one wants to know before opening it."""
    told = [gettext(f"list-why-{item.reason}".replace("_", "-"))] if item.reason else []
    told += [item.note] if item.note else []
    if item.amount is not None:
        told.append(amount(item.amount))
    if item.number and item.name and item.about != "case":
        told.append(item.number)
    if item.about in ("bank_line", "incoming") and item.came_on:
        came_on = day_here(item.came_on) if isinstance(item.came_on, datetime) else item.came_on
        told.append(gettext("work-came-on", day=day(came_on)))
    return told


def _state(item: Waits, staff: Actor) -> tuple[str, str]:
    """Return what it waits for, and the shape of its tag."""
    said = {
        "paused": ("staff-state-paused", "plain"),
        "weigh": ("staff-state-weigh", "now"),
        "asked": ("staff-state-asked", "plain"),
        "stopped": ("work-state-stopped", "plain"),
        "sign": ("work-state-sign", "now"),
    }
    if item.source == "claim_return":
        return gettext("work-state-unit"), "plain"
    if item.ask in TO_CORRECT and item.state == "paused":
        return gettext("staff-state-correct"), "now"
    if item.state in said:
        name, shape = said[item.state]
        return gettext(name), shape
    if item.taken_by is None:
        return gettext("staff-state-free"), "now"
    if item.taken_by == staff.id:
        return gettext("staff-state-mine"), "now"
    return gettext("staff-state-taken", name=item.taken_name), "plain"
