"""Every working there is, by name. A municipality lists the ones it has in its data."""

from portal.rules.workings import (
    after_paying,
    cash_flow,
    collection_floor,
    grossing_up,
    hand_over,
    late_interest,
    methods,
    other_rules,
    recovery,
    reminder_fee,
    remission_gate,
    repayable_benefit,
    review_dates,
    settling,
    time_bar,
)
from portal.rules.workings.working import Working

WORKINGS: dict[str, type[Working]] = {
    name: working
    for module in (
        recovery,
        grossing_up,
        settling,
        remission_gate,
        after_paying,
        review_dates,
        other_rules,
        collection_floor,
        methods,
        repayable_benefit,
        reminder_fee,
        late_interest,
        hand_over,
        time_bar,
        cash_flow,
    )
    for name, working in module.WORKINGS.items()
}
"""Gathered from the modules that hold them."""
