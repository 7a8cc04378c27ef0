"""What a case holds from before the rules of today: an older plan, old debts, old interest."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from portal.cases.receipts import is_emptied
from portal.ledger.claims import ClaimView
from portal.municipality import Municipality
from portal.rules.facts import Situation
from portal.rules.intake import read_situation
from portal.rules.reply import answer_from_stored
from portal.rules.transition import let_go_from, starts, transition
from portal.web.context import amount, day
from portal.web.scheme_words import why_a_person
from portal.web.staff.opened import Opened
from portal.web.transition_words import Beside, beside


@dataclass(frozen=True)
class Older:
    """What staff should know before they weigh the sum."""

    beside: Beside | None
    """The old plan and the new result, as they were when the request was sent."""
    notes: list[str]
    """Why a person decides where the rules made no sum; what is respected of older debts."""


def older(town: Municipality, opened: Opened) -> Older:
    """Return it for a case, from the facts that were kept when it was sent."""
    if is_emptied(opened.receipt.facts):
        return Older(None, [])
    shapes = {town.name: town.shape}
    _, put = read_situation(opened.receipt.facts, shapes.get, stored=True)
    kept = answer_from_stored(opened.receipt.result)
    found = None
    if put.ask in ("plan", "lower_instalment"):
        # A new plan takes the place of the old one, which then no longer runs.
        running = opened.assessed.running if opened.is_open else None
        found = transition(put, kept, town.policy, running)
    notes = [*why_a_person(town, put, kept), *_of_debts(town, opened, put)]
    return Older(beside(town, found, sent=True), notes)


def _of_debts(town: Municipality, opened: Opened, put: Situation) -> list[str]:
    """For debts from before the new rules: from when they can be let go, and what interest is."""
    before = starts(town.policy, put.on)
    if before is None:
        return []
    old = [view for view in opened.assessed.claims if view.arose_on < before]
    said = [_interest(view, before) for view in old if _has_old_interest(town, view, put.on)]
    if put.ask == "remission" and old:
        earliest = min(let_go_from(view.arose_on, town.policy) for view in old)
        said.append(gettext("staff-let-go-from", day=day(earliest)))
    return said


def _has_old_interest(town: Municipality, view: ClaimView, on: date) -> bool:
    return bool(view.parts.interest) and not town.claim_kind(view.kind, on).interest


def _interest(view: ClaimView, before: date) -> str:
    left = amount(view.parts.interest)
    return gettext("staff-old-interest", number=view.number, amount=left, day=day(before))
