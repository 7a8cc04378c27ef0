"""Interest on claims whose kind bears it: simple, day by day, on the open principal."""

from portal.ledger.interest.accruing import accrue, accrue_between, rate_of
from portal.ledger.interest.paying import settled

__all__ = ["accrue", "accrue_between", "rate_of", "settled"]
