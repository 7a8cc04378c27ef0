"""What someone decided before it is carried out, and what came of it. Amounts are minor units."""

from dataclasses import dataclass
from datetime import date

from portal.cases.plans.ahead import Ahead


@dataclass(frozen=True)
class Ruling:
    """What someone decided, before it is carried out."""

    outcome: str
    """`granted`, `granted_partly` or `refused`."""
    follows_advice: bool
    reason: str = ""
    monthly: int | None = None
    """An amount a month; None takes what the rules gave."""
    until: date | None = None
    """For more time: the day until which nothing need be paid."""
    waived: int | None = None
    """For remission in part: the amount let go; None means all."""
    everyone: bool = False
    """For remission of a claim that several owe: all of them are let go, not only who asked."""

    @property
    def needs_reason(self) -> bool:
        """Whether it departs from the advice or gives less than asked."""
        return self.outcome == "refused" or not self.follows_advice


@dataclass(frozen=True)
class Effect:
    """What came of a decision."""

    monthly: int | None = None
    until: date | None = None
    waived: int | None = None
    others_owe: bool = False
    """Whether what was let go for this person is still owed by others."""
    plan_id: int | None = None
    schedule: tuple[int, ...] = ()
    first_due: date | None = None
    last_due: date | None = None
    rhythm: str = "month"
    days: tuple[date, ...] = ()
    """The days of the schedule."""
    ahead: Ahead | None = None
    """What lies ahead of the plan."""
