"""What a claim's page says while collecting stands still, and of the interest that goes on."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from flask_babel import gettext
from sqlmodel import Session

from portal.jobs import standstill
from portal.ledger import holds, interest
from portal.ledger.claims import ClaimView
from portal.ledger.joint import minors
from portal.municipality import Municipality
from portal.web.context import day, figures
from portal.web.services import services


def standing_still(
    session: Session, view: ClaimView, on: date, waiting: Collection[int]
) -> dict[str, Any] | None:
    """Return until when nothing gets worse for a claim, or None when nothing holds it up.

    Why stays with staff: it can be about somebody else who owes the claim. Only who was a child
    reads that staff look at whether they owe it at all. `waiting` are the claims about which a
    request of their own waits: these say so elsewhere.
    """
    if still_by_another(session, [view], on, waiting):
        return _standing(view, gettext("still-for-now"), on)
    if not view.is_held or not view.takes_money:
        return None
    if minors.is_asked(session, view.id, view.person_id):
        return {
            "title": gettext("still-minor-title"),
            "text": gettext("still-minor"),
            "goes_on": [],
            "asked": True,
        }
    until = [hold.until_on for hold in holds.open_on(session, [view.id], on)]
    last = None if None in until else max((one for one in until if one), default=None)
    text = gettext("still-until", day=day(last)) if last else gettext("still-open")
    return _standing(view, text, on)


def _standing(view: ClaimView, text: str, on: date) -> dict[str, Any]:
    """What holds, and what goes on all the same: only what there is in this town, for this kind."""
    town = services().town
    goes_on = [gettext("still-interest")] if town.claim_kind(view.kind, on).interest else []
    if "set_off_note" in town.wording:
        goes_on.append(gettext("still-set-off"))
    return {"title": gettext("still-title"), "text": text, "goes_on": goes_on, "asked": False}


def still_by_another(
    session: Session, views: Iterable[ClaimView], on: date, waiting: Collection[int]
) -> frozenset[int]:
    """Return which claims stand still through somebody else who owes them too, by their ids.

    By a request of theirs or by what they were granted: which of the two nobody can tell from it.
    """
    shared = [
        view.id
        for view in views
        if view.debtors > 1
        and view.takes_money
        and not view.is_held
        and view.id not in waiting
        and view.time_bar_on > on
        and (view.postponed_until is None or view.postponed_until < on)
    ]
    return standstill.standing_still(session, shared, on) if shared else frozenset()


def interest_notes(town: Municipality, view: ClaimView, on: date) -> list[str]:
    """Return what the page says of interest that runs on the claim; nothing where none does."""
    if not view.takes_money or not town.claim_kind(view.kind, on).interest:
        return []
    found = interest.rate_of(town, view.kind, max(on, town.policy.first_day))
    if found is None:
        return [gettext("claim-interest-missing")]
    rate, mark = found
    notes = [gettext("claim-interest-runs", rate=figures(rate))]
    return [*notes, gettext("claim-interest-assumed")] if mark == "assumed" else notes
