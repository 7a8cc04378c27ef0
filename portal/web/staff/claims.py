"""The claims of a person as staff see them: number, stage, next step, time bar."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from portal.ledger.claims import ClaimView
from portal.ledger.timebar.acts import last_safe_day
from portal.municipality import Municipality
from portal.web.claim_words import Meanwhile, next_words
from portal.web.context import amount, day
from portal.web.scheme_words import basis
from portal.web.staff.opened import Opened


@dataclass(frozen=True)
class StaffClaim:
    """One claim in words."""

    title: str
    amount_text: str
    next: str
    details: str
    tag: str
    tag_kind: str
    view: ClaimView


def claim_rows(town: Municipality, opened: Opened, today: date) -> dict[str, list[StaffClaim]]:
    """Return all claims of the person: those of the request, and the others."""
    ids = {view.id for view in opened.assessed.claims}
    found: dict[str, list[StaffClaim]] = {"asked": [], "others": []}
    for view in opened.claims:
        found["asked" if view.id in ids else "others"].append(
            staff_claim(town, view, today, opened.asked)
        )
    return found


def staff_claim(
    town: Municipality, view: ClaimView, today: date, asked: Collection[int] = ()
) -> StaffClaim:
    """Return a claim in words; `asked` holds the ids of claims about which a request waits."""
    return StaffClaim(
        title=view.description,
        amount_text=amount(view.balance),
        next=next_words(town, view, today, Meanwhile(asked=asked), to_staff=True),
        details=" · ".join(_details(town, view, today)),
        tag=gettext(f"stage-{view.phase}".replace("_", "-")),
        tag_kind={"closed": "done", "in_plan": "now"}.get(view.phase, "plain"),
        view=view,
    )


def _details(town: Municipality, view: ClaimView, today: date) -> Iterable[str]:
    yield view.number
    yield view.unit
    rests_on = basis(town, view.scheme)
    if rests_on is not None:
        yield gettext("staff-legal-basis", name=rests_on.name, article=rests_on.article)
    if view.balance:
        if view.time_bar_on <= today:
            yield gettext("staff-barred-since", day=day(view.time_bar_on))
        else:
            yield gettext("list-last-safe-day", day=day(last_safe_day(view.time_bar_on)))
