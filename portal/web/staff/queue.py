"""What waits for staff: one row a case, the nearest day first."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from flask import render_template, url_for
from flask_babel import gettext

from portal.cases import queue as cases_queue
from portal.cases.matters.kinds import is_matter
from portal.cases.queue import Waiting
from portal.ledger.refunds import lists as refunds
from portal.ledger.waiting import waiting_money
from portal.people.actors import Actor, Permission
from portal.web.context import day
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import days, staff


@dataclass(frozen=True)
class Row:
    """One case of the queue in words."""

    url: str
    name: str
    ask: str
    left: str
    is_near: bool
    when: str
    state: str
    state_kind: str


@staff.get("/")
@needs(Permission.CASE_READ)
def queue() -> str:
    """Show what waits, most urgent first, and how much money has no claim yet."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        found = cases_queue.waiting(session, actor(), today)
        unmatched = len(waiting_money(session)) if actor().may(Permission.PAYMENT_MATCH) else None
        to_sign = refunds.to_sign(session) if actor().may(Permission.PAYMENT_REFUND) else 0
    return render_template(
        "staff/queue.html",
        rows=[row(item, actor(), today) for item in found],
        counts=Counter(_counted(item) for item in found),
        unmatched=unmatched,
        to_sign=to_sign,
        outdated=parts.town.policy.warnings(today),
    )


def _counted(item: Waiting) -> str:
    """As what the queue counts it: a pause that runs waits for nobody."""
    if item.to_weigh:
        return "paused" if is_matter(item.ask) else "weigh"
    return item.state


def row(item: Waiting, staff: Actor, today: date) -> Row:
    """Return a waiting case as a row."""
    state, state_kind = _state(item, staff)
    urgent_on = item.urgent_on(today)
    return Row(
        url=url_for("staff.matter" if is_matter(item.ask) else "staff.case", ref=item.ref),
        name=item.name,
        ask=gettext(f"staff-ask-{item.ask}".replace("_", "-")),
        left=days.left(today, urgent_on),
        is_near=days.is_near(today, urgent_on),
        when=_when(item, today),
        state=state,
        state_kind=state_kind,
    )


def _when(item: Waiting, today: date) -> str:
    """Say for which day the case is where it is in the queue, and name a time bar that passed."""
    if item.is_for_time_bar(today):
        return gettext("staff-bar-on", day=day(item.time_bar_on))
    name = "staff-weigh-by" if item.to_weigh else "staff-answer-by"
    if item.to_weigh and is_matter(item.ask):
        name = "staff-look-again-by"
    by = gettext(name, day=day(item.answer_by))
    if item.time_bar_on > today:
        return by
    return f"{by}. {gettext('staff-barred-since', day=day(item.time_bar_on))}"


def _state(item: Waiting, staff: Actor) -> tuple[str, str]:
    """Return what the case waits for, and the shape of its tag."""
    if item.to_weigh and is_matter(item.ask):
        return gettext("staff-state-paused"), "plain"
    if item.to_weigh:
        return gettext("staff-state-weigh"), "now"
    if item.state == "asked":
        return gettext("staff-state-asked"), "plain"
    if item.taken_by is None:
        return gettext("staff-state-free"), "now"
    if item.taken_by_id == staff.id:
        return gettext("staff-state-mine"), "now"
    return gettext("staff-state-taken", name=item.taken_by), "plain"
