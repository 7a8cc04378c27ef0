"""What was asked and what can be decided, in numbers; and the ruling that comes of a choice."""

from dataclasses import dataclass
from datetime import date

from portal.cases.plans.granted import MOST_INSTALMENTS
from portal.cases.ruling import Ruling
from portal.cases.rulings.advising import running_amount
from portal.rules.days import months_on
from portal.rules.facts import Proposal
from portal.web.staff.advice import Advice
from portal.web.staff.opened import Opened

LONGEST_PAUSE = 36
"""Months of more time a person can give at once."""


@dataclass(frozen=True)
class Offer:
    """The bounds of a decision. Amounts are minor units, in all or a month."""

    ask: str
    debt: int
    monthly: int | None = None
    """What the resident asked to pay a month, if they named it."""
    months: int | None = None
    """In how many months, if they put it that way."""
    until: date | None = None
    """Until when the resident asked for more time."""
    running: int | None = None
    """What the plan of that day asked a month, where less was asked."""
    after: date | None = None
    """More time must reach past this day, and `latest` at most."""
    latest: date | None = None
    may_refuse: bool = True
    """A grant can be made better, but not taken back."""
    is_first: bool = True
    """Whether nothing was decided yet."""
    is_joint: bool = False
    """Whether others owe one of the claims too."""

    @property
    def is_plan(self) -> bool:
        """Whether an amount a month is decided."""
        return self.ask in ("plan", "lower_instalment", "review")

    @property
    def least(self) -> int:
        """The least amount a month that ends."""
        return max(1, -(-self.debt // MOST_INSTALMENTS))

    @property
    def can_be_as_asked(self) -> bool:
        """Whether the resident asked for something definite that can be granted as it is."""
        if self.ask == "deferral":
            return bool(self.until and self.after and self.until > self.after)
        if self.is_plan and self.running and self.monthly:
            return self.monthly < self.running
        return self.ask == "remission" or self.monthly is not None


def offer_of(opened: Opened, today: date) -> Offer:
    """Return what can be decided on a case."""
    found, decision = opened.assessed, opened.decision
    may_refuse = decision is None or decision.outcome == "refused"
    if found.case.ask == "deferral":
        pause = found.answers.get("pause")
        stands = [view.postponed_until for view in opened.owed if view.postponed_until]
        return Offer(
            ask=found.case.ask,
            debt=opened.debt,
            until=months_on(today, pause) if isinstance(pause, int) else None,
            after=max((today, *stands)),
            latest=months_on(today, LONGEST_PAUSE),
            may_refuse=may_refuse,
            is_first=decision is None,
        )
    proposal = found.situation.proposal or Proposal()
    return Offer(
        ask=found.case.ask,
        debt=opened.debt,
        monthly=_asked(proposal, opened.debt),
        months=proposal.months,
        running=running_amount(opened.receipt),
        may_refuse=may_refuse,
        is_first=decision is None,
        is_joint=any(view.debtors > 1 for view in opened.owed),
    )


def _asked(proposal: Proposal, debt: int) -> int | None:
    if proposal.months and debt:
        return -(-debt // proposal.months)
    return min(proposal.monthly, debt) if proposal.monthly and debt else None


def plan(offer: Offer, advice: Advice, monthly: int, reason: str = "") -> Ruling:
    """Return the ruling that grants this amount a month: in part when it is more than was asked."""
    is_part = offer.monthly is not None and monthly > offer.monthly
    return Ruling(
        "granted_partly" if is_part else "granted",
        follows_advice=monthly == advice.monthly,
        reason=reason,
        monthly=monthly,
    )


def more_time(offer: Offer, until: date, reason: str) -> Ruling:
    """Return the ruling that gives time until a day: in part when it is sooner than was asked."""
    is_part = offer.until is not None and until < offer.until
    outcome = "granted_partly" if is_part else "granted"
    return Ruling(outcome, follows_advice=False, reason=reason, until=until)


def let_go(offer: Offer, advice: Advice, waived: int, reason: str = "") -> Ruling:
    """Return the ruling that lets go of this much: in part when something is left."""
    if waived == offer.debt:
        return Ruling("granted", follows_advice=advice.kind == "grant", reason=reason)
    return Ruling("granted_partly", follows_advice=False, reason=reason, waived=waived)


def follow(offer: Offer, advice: Advice) -> Ruling:
    """Return the ruling that carries out an advice that can be followed."""
    if advice.monthly is not None:
        return plan(offer, advice, advice.monthly)
    return let_go(offer, advice, offer.debt)
