"""A decentral unit's own claims and where they stand; nothing of anyone else's."""

from flask import render_template

from portal.cases.registering.drafts import drafts_of
from portal.ledger import claims as ledger_claims
from portal.people.actors import Permission
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.claims import staff_claim
from portal.web.staff.register_words import draft_row
from portal.web.staff.unit_returns import rows_of

GROUPS = {
    "open": ("open", "reminded"),
    "in_plan": ("in_plan",),
    "transferred": ("transferred",),
    "closed": ("closed",),
}


@staff.get("/unit")
@needs(Permission.CLAIM_READ_UNIT)
def unit() -> str:
    """Show the claims of this member's unit."""
    parts, today, name = services(), services().clock.today(), actor().unit
    with parts.database.reading() as session:
        views = ledger_claims.unit_claims(session, name, today) if name else []
        drafts = drafts_of(session, actor()) if name else []
        returned = rows_of(session) if name else []
    to_pay = [view for view in views if view.takes_money]
    groups = {
        group: [staff_claim(parts.town, view, today) for view in views if view.phase in phases]
        for group, phases in GROUPS.items()
    }
    return render_template(
        "staff/unit.html",
        unit=name,
        returned=returned,
        may_register=bool(name) and actor().may(Permission.CLAIM_REGISTER),
        drafts=[draft_row(parts.town, draft, today) for draft in drafts],
        groups={group: rows for group, rows in groups.items() if rows},
        count=len(to_pay),
        total=sum(view.balance for view in to_pay),
    )
