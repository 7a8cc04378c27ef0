"""The steps of a night, in the order they run: what helps first, what presses last."""

from portal.jobs import (
    crumbs,
    debits,
    half_came_in,
    inviting,
    month_end,
    overtaken,
    plans,
    refunds,
    retention,
    review_plan,
    reviews,
    second_look,
    time_bar,
    work,
)
from portal.jobs.calling import night as calling
from portal.jobs.dunning import ahead, interest, missed, rates, unpaid
from portal.jobs.handover import listing
from portal.jobs.night import Step

STEPS: tuple[Step, ...] = (
    *debits.KNOWN,
    overtaken.STEP,
    half_came_in.STEP,
    reviews.REMISSION,
    reviews.LOOKS,
    review_plan.STEP,
    plans.STEP,
    reviews.YEAR_END,
    *debits.COMING,
    *ahead.STEPS,
    inviting.STEP,
    interest.STEP,
    rates.STEP,
    unpaid.STEP,
    missed.STEP,
    listing.STEP,
    *calling.STEPS,
    crumbs.STEP,
    time_bar.STEP,
    *refunds.STEPS,
    *retention.STEPS,
    *work.STEPS,
    *month_end.STEPS,
    second_look.STEP,
)
"""Money that is known and lowerings first; then words before trouble; then interest, reminders,
missed instalments; then what is prepared for people.

What talks to others does not stand here, for a step is a unit of work: payments on the provider's
page (`online_payments`) are looked after before the first step."""
