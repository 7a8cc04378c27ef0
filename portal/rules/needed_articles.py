"""Which articles a policy must hold: each reason, line and advice that it can give cites one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portal.rules.frames import CAPACITIES, INSTALMENTS
from portal.rules.line import Calculation
from portal.rules.means import KINDS
from portal.rules.policy import Policy
from portal.rules.verdict import ARTICLES
from portal.rules.workings.registry import WORKINGS

REASONS: Mapping[str, tuple[str, ...]] = {
    "means_test": (
        *("within_short_term", "weighing_needed", "income_needed", "no_capacity"),
        *("below_minimum", "proposal_below_capacity", "proposal_covers_capacity"),
        *("capped_by_room", "room_estimated", "assets_above_limit", "new_rules_cost_more"),
        *("lower_at_review", "crumb_amount", "information_breach", "loan_paid_36_months"),
        "remission_signs",
    ),
    "frame": (
        *("within_short_term", "weighing_needed", "excluded_kind", "amount_above_frame"),
        *("capacity_below_frame", "proposal_below_frame", "above_capacity", "transferred"),
        "below_collection_limit",
    ),
}
"""What each order of decisions can say; the article of each stands in `verdict.ARTICLES`."""
ACCOUNTS: Mapping[str, Mapping[str, type[Calculation]]] = {
    "account": {**KINDS, **CAPACITIES},
    "recipient_account": KINDS,
    "frame_account": INSTALMENTS,
}
"""The accounts a policy chooses; each of their lines names its article itself."""
ADVICE: Mapping[str, tuple[str, ...]] = {
    "recovery": ("recovery", "recovery_duty", "recovery_power", "weighing", "no_interest"),
    "shared_cause": ("shared_cause", "grossing_up"),
    "grossing_up": ("grossing_up", "gross_recovery"),
    "half_payment": ("half_payment", "fine"),
    "debt_arrangement": ("arrangement", "arrangement_closed"),
    "remission_gate": ("law_ways", "urgent", "arrangement_closed"),
    "remission_after_paying": ("remission", "law_ways"),
    "loan_after_36": ("furnishing_loan", "loan_excluded"),
    "payment_term": ("pay_policy", "postponement", "delay_withdrawn"),
    "interim_review": ("review",),
    "other_scheme": (
        *("scheme_general", "scheme_ioaw", "scheme_ioaz", "scheme_bbz", "scheme_tozo"),
        *("scheme_wage_subsidy", "young_norm"),
    ),
    "collection_floor": ("collection_limit",),
    "methods": ("plan",),
    "repayable_benefit": ("repayable", "repayable_lapse"),
    "reminder_fee": ("reminder_fee", "reminder_law", "hand_over"),
    "interest": ("interest",),
    "hand_over": ("hand_over", "enforcement"),
    "time_bar": ("time_bar", "interruption"),
    "cash_flow": ("weighing", "plan"),
}
"""What the advice of a calculation for staff cites beside its lines, by its name."""
BESIDE = {"transition_before": "transition"}
"""What is cited where a setting that may be left out is there."""


@dataclass(frozen=True)
class Cites:
    """What a municipality's other files choose that cites articles of its policy."""

    workings: tuple[str, ...]
    schemes: Mapping[str, str]
    """The article of each act that a claim can rest on, by its name in `municipality.toml`."""


def mistakes(policy: Policy, cites: Cites) -> list[str]:
    """Return a sentence for each article that lacks."""
    why: dict[str, str] = {}
    for name, reason in _needed(policy, cites):
        if name not in policy.articles:
            why.setdefault(name, reason)
    return [
        f"articles.{name} is missing, and {reason} needs it: "
        f"add [articles.{name}] with label, url and mark"
        for name, reason in why.items()
    ]


def _needed(policy: Policy, cites: Cites) -> Iterator[tuple[str, str]]:
    """Each article with what cites it."""
    for order in _chosen(policy, "decisions"):
        for code in REASONS.get(order, ()):
            yield ARTICLES[code], f'the reason "{code}" of decisions = "{order}"'
    for setting, kinds in ACCOUNTS.items():
        for kind in kinds.keys() & _chosen(policy, setting).keys():
            yield from _of_lines(kinds[kind], f'{setting} = "{kind}"')
    for name in cites.workings:
        about = f'the calculation "{name}"'
        if name in WORKINGS:
            yield from _of_lines(WORKINGS[name], about)
        yield from ((article, f"advice of {about}") for article in ADVICE.get(name, ()))
    yield from ((BESIDE[name], name) for name in BESIDE.keys() & policy.settings.keys())
    for scheme, article in cites.schemes.items():
        yield article, f"schemes.{scheme} in municipality.toml"


def _chosen(policy: Policy, setting: str) -> dict[str, None]:
    """The names that a setting holds through time, in order."""
    return dict.fromkeys(str(entry.value) for entry in policy.settings.get(setting, ()))


def _of_lines(made: type[Calculation], of: str) -> Iterator[tuple[str, str]]:
    yield from ((line.article, f'the line "{line.id}" of {of}') for line in made.lines)
