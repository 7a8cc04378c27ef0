"""Plans: promises to pay claims in instalments; how they are made, run, change and end."""

from portal.ledger.plans.days import NOTICE, RHYTHMS, due_dates, first_due
from portal.ledger.plans.ending import break_plan, end
from portal.ledger.plans.making import make
from portal.ledger.plans.running import due_days, of_person, running, running_plan, view_of

__all__ = [
    "NOTICE",
    "RHYTHMS",
    "break_plan",
    "due_dates",
    "due_days",
    "end",
    "first_due",
    "make",
    "of_person",
    "running",
    "running_plan",
    "view_of",
]
