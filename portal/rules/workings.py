"""Every working there is, by name. A municipality lists the ones it has in its data."""

from portal.rules import (
    after_paying,
    other_rules,
    recovery,
    remission_gate,
    review_dates,
    settling,
)
from portal.rules.working import Working

WORKINGS: dict[str, type[Working]] = {
    name: working
    for module in (
        recovery,
        settling,
        remission_gate,
        after_paying,
        review_dates,
        other_rules,
    )
    for name, working in module.WORKINGS.items()
}
"""Gathered from the modules that hold them."""
