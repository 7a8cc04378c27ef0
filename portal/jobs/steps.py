"""The steps of a night, in the order they run: what helps first, what presses last."""

from portal.jobs import debits, overtaken, reviews, time_bar
from portal.jobs.night import Step

STEPS: tuple[Step, ...] = (
    *debits.KNOWN,
    overtaken.STEP,
    reviews.LOOKS,
    reviews.REMISSION,
    reviews.YEAR_END,
    *debits.COMING,
    time_bar.STEP,
)
"""Money that is known and lowerings first; then words before trouble; then interest, reminders,
missed instalments; then what is prepared for people."""
