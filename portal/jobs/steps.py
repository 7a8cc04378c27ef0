"""The steps of a night, in the order they run: what helps first, what presses last."""

from portal.jobs.night import Step

STEPS: tuple[Step, ...] = ()
"""Money that is known and lowerings first; then words before trouble; then interest, reminders,
missed instalments; then what is prepared for people."""
