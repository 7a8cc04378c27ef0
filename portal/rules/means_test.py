"""Decides by what a household can carry: the decision order in one place."""

from portal.rules.answer import RulesAnswer
from portal.rules.arithmetic import divide_up
from portal.rules.facts import Situation
from portal.rules.line import Account
from portal.rules.means import KINDS
from portal.rules.norms import Means, MeansCalculation
from portal.rules.policy import Rulebook
from portal.rules.remission import remission
from portal.rules.verdict import Verdict, answer, grant, staff

_KEEP = Verdict("keep")
_PLANS = ("plan", "lower_instalment")


class MeansTest:
    """One situation before the rules. Its methods stand in the order in which they decide."""

    def __init__(self, situation: Situation, book: Rulebook) -> None:
        self.situation, self.book = situation, book
        self.debt = sum(claim.balance for claim in situation.claims)
        self.account = self._account()

    @property
    def accounts(self) -> tuple[Account, ...]:
        """What is worked out for it."""
        return (self.account,) if self.account else ()

    def _account(self) -> MeansCalculation | None:
        """None for a business, without income, and where the norms do not fit: under 21."""
        situation = self.situation
        if situation.debtor == "business" or situation.income is None:
            return None
        if situation.household.under_21:
            return None
        name = "recipient_account" if situation.benefit_from_municipality else "account"
        kind = KINDS[self.book.word(name)]
        means = Means.of(situation, situation.income, self.debt)
        return kind(means, self.book, traced=False)

    def answer(self) -> RulesAnswer:
        """The verdict, with the reasons that come with the facts, and the account."""
        verdict = self._verdict()
        account = self.account
        if account and not account.facts.room_known:
            verdict = verdict.with_codes("room_estimated")
        if self.situation.ask in _PLANS and self.situation.circumstances:
            verdict = verdict.with_codes("weighing_needed")
        if account is None:
            return answer(verdict, self.book, self.debt)
        return answer(verdict, self.book, self.debt, account.capacity, account.account())

    def _verdict(self) -> Verdict:
        if self._is_granted_short():
            return grant(self._proposed(), "within_short_term")
        if self.situation.debtor == "business":
            return staff("weighing_needed")
        if self.situation.ask == "remission":
            return remission(self.situation.claims, self.book)
        if self.situation.household.under_21:
            return staff("weighing_needed")
        if self.account is None:
            return staff("income_needed")
        return self._by_account(self.account)

    def _by_account(self, account: MeansCalculation) -> Verdict:
        if self.situation.ask == "deferral":
            return staff("weighing_needed" if account.capacity else "no_capacity")
        if self.situation.ask == "review":
            return self._review(account)
        if self.situation.ask == "lower_instalment":
            return _minding_assets(account, self._lower(account))
        return _minding_assets(account, self._judged(account))

    def _is_granted_short(self) -> bool:
        """A plan in few months needs no means test, within the room where that is known."""
        proposal, proposed = self.situation.proposal, self._proposed()
        if self.situation.ask != "plan" or not proposal or not proposal.months or not proposed:
            return False
        room = self._known_room()
        short = proposal.months <= self.book.number("short_term_months")
        return short and (room is None or proposed <= room)

    def _known_room(self) -> int | None:
        if self.situation.debtor == "business":
            return None
        return self.account.room if self.account else self.situation.room

    def _proposed(self) -> int | None:
        """The proposal as an amount a month; never more than the debt."""
        proposal = self.situation.proposal
        if proposal is None:
            return None
        if proposal.months:
            return divide_up(self.debt, proposal.months)
        return min(proposal.monthly or 0, self.debt)

    def _judged(self, account: MeansCalculation) -> Verdict:
        proposed, bearable = self._proposed(), account.instalment
        if not account.would_do:
            return self._voluntary(account, proposed)
        if proposed is None:
            return grant(bearable)
        if proposed < bearable:
            return staff("proposal_below_capacity", advice=bearable)
        if proposed > account.room:
            # The room holds what is bearable, so it holds the smallest instalment too.
            return grant(account.room, "capped_by_room")
        return grant(proposed, "proposal_covers_capacity")

    def _voluntary(self, account: MeansCalculation, proposed: int | None) -> Verdict:
        """Nobody is asked to pay this little; an offer of their own is taken."""
        shortfall = "below_minimum" if account.capacity else "no_capacity"
        if proposed is not None and account.least <= proposed <= account.room:
            return grant(proposed, "proposal_covers_capacity", shortfall)
        return staff(shortfall)

    def _lower(self, account: MeansCalculation) -> Verdict:
        """A request to pay less. An increase is never the machine's."""
        running, bearable = self._running(), account.instalment
        if account.would_do and bearable > running:
            return staff("new_rules_cost_more", advice=running)
        if account.would_do and bearable == running:
            return _KEEP
        return self._judged(account)

    def _review(self, account: MeansCalculation) -> Verdict:
        """The municipality's own look: only ever downwards."""
        if account.instalment >= self._running():
            return _KEEP
        if account.would_do:
            return grant(account.instalment, "lower_at_review")
        return self._voluntary(account, None)

    def _running(self) -> int:
        plan = self.situation.running_plan
        assert plan is not None, "the contract asks for the running plan"
        return min(plan.monthly, self.debt)


def _minding_assets(account: MeansCalculation, verdict: Verdict) -> Verdict:
    """Assets above the limit go before a plan; a person asks about them first."""
    if account.within_assets:
        return verdict
    return verdict.to_staff().with_codes("assets_above_limit")
