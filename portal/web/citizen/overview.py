"""All claims in one list: the total, what is due first, and the rest by what is going on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from flask import render_template, url_for

from portal.cases.beside import Beside, beside
from portal.cases.matters import half_due
from portal.cases.matters.half_due import HalfDue
from portal.ledger import own
from portal.ledger.claims import Overview
from portal.ledger.debits import expected
from portal.ledger.origin.floor import apart
from portal.people.actors import Permission
from portal.web.citizen import citizen
from portal.web.claim_words import ClaimRow, Meanwhile, collector_text, row
from portal.web.context import amount, day_here
from portal.web.services import services
from portal.web.session import actor, needs

Groups = Sequence[tuple[str, Sequence[ClaimRow]]]
"""The claims of the overview by what is going on."""


def until(changed_at: datetime) -> date:
    """Return the last day on which a request that was not sent is there to go on with."""
    parts = services()
    return day_here(changed_at) + timedelta(
        days=parts.town.terms.number("keep_draft_days", parts.clock.today())
    )


@citizen.get("/overview")
@needs(Permission.OWN_CLAIMS)
def overview() -> str:
    """Show what this person owes."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        found = apart(parts.town.policy, own.overview(session, actor(), today))
        also = beside(session, actor(), today)
        owed = (*found.open, *found.in_plan) if also.is_collected else ()
        taken = expected.of_views(session, owed, today, also.waiting)
    cases = also.requests
    halves = _halves(also, found, today)
    meanwhile = Meanwhile(also.waiting, also.coming, taken, halves)
    groups = [
        (name, [row(parts.town, view, today, meanwhile) for view in getattr(found, name)])
        for name in ("open", "in_plan", "transferred", "not_collected", "closed")
    ]
    next_due = found.first_due(also.waiting)
    first = next((one for _, rows in groups for one in rows if one.view is next_due), None)
    return render_template(
        "citizen/overview.html",
        overview=found,
        helped=also.helped,
        groups=_said_once(first, [(name, rows) for name, rows in groups if rows]),
        first=_whole_plan(first, groups),
        first_amount=amount(next_due.to_pay_now) if next_due else "",
        collector_text=collector_text(parts.town),
        drafts=[(case, until(case.changed_at)) for case in cases if case.state == "draft"],
        cases=[case for case in cases if case.state != "draft"],
        count=len(found.open) + len(found.in_plan) + len(found.transferred),
    )


def _said_once(first: ClaimRow | None, groups: Groups) -> Groups:
    """Where one claim is all there is, what comes next stands at the top and not in its row too."""
    rows = [one for _, found in groups for one in found]
    if first is None or rows != [first]:
        return groups
    return [(name, [replace(one, next="", coming=None) for one in found]) for name, found in groups]


def _halves(also: Beside, found: Overview, on: date) -> dict[int, HalfDue]:
    """Half at once that was agreed, by claim; not to a helper who does not see all it is about."""
    if not also.halves:
        return {}
    groups = (found.open, found.in_plan, found.transferred, found.not_collected, found.closed)
    views = {view.id: view for group in groups for view in group}
    halves: dict[int, HalfDue] = {}
    for half in also.halves:
        about = [views[one] for one in half.claim_ids if one in views]
        if len(about) == len(half.claim_ids):
            halves |= half_due.due(about, half.let_go, half.pay_by, on)
    return halves


def _whole_plan(first: ClaimRow | None, groups: Groups) -> ClaimRow | None:
    """What is due first; without a title the plan, whose instalment several claims share."""
    if first is None or first.view.plan is None:
        return first
    plan = first.view.plan
    open_rows = [one for _, rows in groups for one in rows if one.view.balance]
    together = [one for one in open_rows if one.view.plan == plan]
    if len(together) == 1:
        return first
    return replace(first, title="", url=url_for("citizen.plan", ref=plan.ref))
