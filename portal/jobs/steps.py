"""The steps of a night, in the order they run: what helps first, what presses last."""

from portal.jobs.night import Step

STEPS: tuple[Step, ...] = ()
