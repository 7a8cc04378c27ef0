"""Amounts too small: what is not collected at all, and what the rules let go of when asked."""

from datetime import date

from portal.errors import NoValue
from portal.rules.facts import ClaimFacts
from portal.rules.policy import Policy, book
from portal.rules.remission import is_crumb
from portal.rules.workings.collection_floor import CollectionFloor


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


def is_let_go(policy: Policy, kind: str, amount: int, on: date) -> bool:
    """Whether the rules would let go of a claim this small, were it asked for."""
    if "crumb_amount" not in policy.settings:
        return False
    claim = ClaimFacts(id="new", kind=kind, balance=amount, principal=amount, phase="open")
    return is_crumb(claim, book(policy, on))
