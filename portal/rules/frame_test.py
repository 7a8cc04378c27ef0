"""Decides by a frame: whoever ends the debt within the term for its size gets a plan."""

from portal.rules.answer import AccountLine, RulesAnswer
from portal.rules.facts import Situation
from portal.rules.frames import (
    CAPACITIES,
    INSTALMENTS,
    Debt,
    FrameInstalment,
    OpenDebt,
    TableCapacity,
    YearlyIncome,
)
from portal.rules.line import Account
from portal.rules.policy import Rulebook
from portal.rules.verdict import Verdict, answer, grant, staff


class FrameTest:
    """One situation before the rules. Its methods stand in the order in which they decide."""

    def __init__(self, situation: Situation, book: Rulebook) -> None:
        self.situation, self.book = situation, book
        self.claims = tuple(c for c in situation.claims if c.phase != "transferred")
        """What is still the municipality's."""
        self.debt = sum(claim.balance for claim in self.claims)
        self.account = self._account()
        self.frame = self._frame()

    @property
    def accounts(self) -> tuple[Account, ...]:
        """What is worked out for it."""
        return (self.account, self.frame) if self.account else (self.frame,)

    @property
    def capacity(self) -> int | None:
        """What the household can carry a month; None where no account is made."""
        return self.account.capacity if self.account else None

    def _account(self) -> TableCapacity | None:
        """None for a business and without income."""
        situation = self.situation
        if situation.debtor == "business" or situation.income is None:
            return None
        kind = CAPACITIES[self.book.word("account")]
        return kind(
            YearlyIncome(situation.income, situation.household.children > 0),
            self.book,
            traced=False,
        )

    def _frame(self) -> OpenDebt:
        """The least instalment where the debt is in the frame; else what is owed, and no more."""
        inside = 0 < self.debt <= self.book.frame("frame").top
        if self.situation.ask != "plan" or not inside:
            return OpenDebt(Debt(self.debt), self.book, traced=False)
        return INSTALMENTS[self.book.word("frame_account")](
            Debt(self.debt), self.book, traced=False
        )

    def answer(self) -> RulesAnswer:
        """The verdict, with a word on claims that are no longer here, and the account."""
        verdict = self._verdict()
        if len(self.claims) < len(self.situation.claims):
            verdict = verdict.with_codes("transferred")
        lines: tuple[AccountLine, ...] = ()
        if self.account:
            lines = self.account.account() + self.frame.account()
        return answer(verdict, self.book, self.debt, self.capacity, lines)

    def _verdict(self) -> Verdict:
        if not self.claims:
            return Verdict("elsewhere")
        if self.situation.ask == "plan":
            return self._plan()
        if self.situation.ask == "remission" and self._is_too_small():
            return grant(None, "below_collection_limit")
        return staff("weighing_needed")

    def _is_too_small(self) -> bool:
        limit = self.book.number("collection_floor")
        return all(claim.balance < limit for claim in self.claims)

    def _plan(self) -> Verdict:
        excluded = self.book.names("excluded_kinds")
        if any(claim.kind in excluded for claim in self.claims):
            return staff("excluded_kind")
        if not isinstance(self.frame, FrameInstalment):
            return staff("amount_above_frame", advice=self.capacity)
        proposed = self._proposed(self.frame)
        if proposed is None:
            return self._unproposed(self.frame.instalment)
        return self._judged(self.frame.instalment, proposed)

    def _proposed(self, frame: FrameInstalment) -> int | None:
        """The proposal as an amount a month; never more than the debt."""
        proposal = self.situation.proposal
        if proposal is None:
            return None
        monthly = proposal.monthly or 0
        if proposal.months:
            monthly = frame.spread(proposal.months)
            if proposal.months <= frame.frame_months:
                monthly = max(monthly, frame.minimum)
        return min(monthly, self.debt)

    def _unproposed(self, least: int) -> Verdict:
        if self.capacity is not None and self.capacity < least:
            return staff("capacity_below_frame", advice=self.capacity)
        return grant(least, "within_short_term")

    def _judged(self, least: int, proposed: int) -> Verdict:
        if proposed < least:
            advice = least if self.capacity is None else min(least, self.capacity)
            return staff("proposal_below_frame", advice=advice)
        verdict = grant(proposed, "within_short_term")
        if self.capacity is not None and self.capacity < proposed:
            return verdict.with_codes("above_capacity")
        return verdict
