"""What a decision order comes to before it is written out as an answer."""

from dataclasses import dataclass, replace

from portal.rules.answer import AccountLine, PolicyVersion, Reason, RulesAnswer
from portal.rules.policy import Rulebook
from portal.rules.schedule import schedule

ARTICLES = {
    "no_capacity": "capacity",
    "below_minimum": "minimum",
    "proposal_covers_capacity": "proposal",
    "proposal_below_capacity": "proposal",
    "capped_by_room": "room",
    "room_estimated": "room",
    "within_short_term": "plan",
    "crumb_amount": "crumb",
    "loan_paid_36_months": "furnishing_loan",
    "remission_signs": "remission",
    "assets_above_limit": "assets",
    "information_breach": "breach",
    "excluded_kind": "plan",
    "transferred": "transferred",
    "amount_above_frame": "plan",
    "capacity_below_frame": "plan",
    "proposal_below_frame": "plan",
    "above_capacity": "plan",
    "income_needed": "income",
    "new_rules_cost_more": "transition",
    "lower_at_review": "review",
    "weighing_needed": "weighing",
    "below_collection_limit": "collection_limit",
}
"""Every reason code, and the key of the article it rests on."""


@dataclass(frozen=True)
class Verdict:
    """An outcome, what it comes to a month, and the codes that say why."""

    outcome: str
    instalment: int | None = None
    codes: tuple[str, ...] = ()

    def with_codes(self, *codes: str) -> "Verdict":
        """The same with more codes, each once."""
        return replace(self, codes=tuple(dict.fromkeys((*self.codes, *codes))))

    def to_staff(self) -> "Verdict":
        """The same as advice to a person, unless things stay as they are anyway."""
        return replace(self, outcome="staff") if self.outcome == "grant" else self


def grant(instalment: int | None, *codes: str) -> Verdict:
    """What is asked is granted."""
    return Verdict("grant", instalment, codes)


def staff(*codes: str, advice: int | None = None) -> Verdict:
    """A person decides, with the advice if there is one."""
    return Verdict("staff", advice, codes)


def answer(
    verdict: Verdict,
    book: Rulebook,
    debt: int,
    capacity: int | None = None,
    account: tuple[AccountLine, ...] = (),
) -> RulesAnswer:
    """Write the verdict out, with its schedule when an instalment is granted."""
    granted = verdict.instalment if verdict.outcome == "grant" else None
    policy = book.policy
    return RulesAnswer(
        outcome=verdict.outcome,
        policy=PolicyVersion(policy.id, policy.version, book.hash),
        capacity=capacity,
        instalment=verdict.instalment,
        schedule=schedule(debt, granted) if granted else (),
        reasons=tuple(Reason(code, ARTICLES[code]) for code in verdict.codes),
        account=account,
    )
