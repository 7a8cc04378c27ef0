"""The steps of a night, in the order they run: what helps first, what presses last."""

from portal.jobs import overtaken, reviews, time_bar
from portal.jobs.night import Step

STEPS: tuple[Step, ...] = (
    overtaken.STEP,
    reviews.LOOKS,
    reviews.REMISSION,
    reviews.YEAR_END,
    time_bar.STEP,
)
"""Money that is known and lowerings first; then words before trouble; then interest, reminders,
missed instalments; then what is prepared for people."""
