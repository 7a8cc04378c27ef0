"""Amounts too small: what is not collected at all, and what the rules let go of when asked."""

from dataclasses import replace
from datetime import date
from functools import lru_cache

from portal.errors import NoValue
from portal.ledger.claims import ClaimView, Overview
from portal.rules.facts import ClaimFacts
from portal.rules.policy import Policy, book
from portal.rules.remission import is_crumb
from portal.rules.workings.collection_floor import CollectionFloor


@lru_cache(maxsize=64)
def collection_floor(policy: Policy, on: date) -> int | None:
    """Return the smallest amount that is collected, or None where the policy knows none."""
    if "collection_floor" not in policy.settings:
        return None
    try:
        return book(policy, on).number("collection_floor")
    except NoValue:
        return None


def is_collected(policy: Policy, amount: int, on: date) -> bool:
    """Whether a bill of this amount is large enough to be collected; exactly the floor is."""
    if collection_floor(policy, on) is None:
        return True
    return bool(CollectionFloor({"bill": amount}, book(policy, on)).is_collected)


def apart(policy: Policy, overview: Overview) -> Overview:
    """Return the overview with what nobody asks for by itself: too small, or too old to collect."""
    here = (*overview.open, *overview.in_plan)
    left = tuple(view for view in here if not is_asked(policy, view, overview.on))
    if not left:
        return overview
    ids = {view.id for view in left}
    return replace(
        overview,
        open=tuple(view for view in overview.open if view.id not in ids),
        in_plan=tuple(view for view in overview.in_plan if view.id not in ids),
        not_collected=left,
    )


def is_asked(policy: Policy, view: ClaimView, on: date) -> bool:
    """Whether a claim of which something is left here is asked for: large and young enough."""
    is_small = not is_collected(policy, view.charged, on) and not view.plan
    return view.time_bar_on > on and not is_small


def is_let_go(policy: Policy, kind: str, amount: int, on: date) -> bool:
    """Whether the rules would let go of a claim this small, were it asked for."""
    if "crumb_amount" not in policy.settings:
        return False
    claim = ClaimFacts(id="new", kind=kind, balance=amount, principal=amount, phase="open")
    return is_crumb(claim, book(policy, on))
