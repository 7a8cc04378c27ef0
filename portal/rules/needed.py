"""What a policy must hold, by what it and its town chose: told before anything is summed."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from portal.rules.assess import DECISIONS
from portal.rules.frames import CAPACITIES
from portal.rules.means import KINDS
from portal.rules.norms import ASSETS, NORMS, PROTECTED
from portal.rules.policy import DatedValue, Policy, held_on

_CRUMB = ("crumb_amount", "crumb_includes_limit", "crumb_takes_fines", "crumb_takes_remainders")
_HOUSEHOLD = (
    *(*NORMS, *PROTECTED, *ASSETS),
    *("protected_percent", "sharers_percent", "percent_a_sharer"),
)
_LETTING_GO = ("remission_months", "furnishing_months")
_RULES = frozenset({"account", "decisions", "frame_account", "recipient_account"})
"""What stands under `rules` in the file; all else under `settings`."""

EVERY = (
    "decisions",
    "account",
    "automatic_grants",
    "minimum_instalment",
    "time_bar_years",
    "time_bar_long_bases",
    "time_bar_acts",
    "time_bar_long_acts",
    "time_bar_postponed",
    "time_bar_first_warning",
    "time_bar_next_warning",
    "time_bar_last_warning",
)
CHOSEN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "decisions": {
        "means_test": (
            "recipient_account",
            "short_term_months",
            *_CRUMB,
            "fine_kinds",
            "furnishing_kinds",
            *_LETTING_GO,
            "remission_share_percent",
        ),
        "frame": ("frame_account", "frame", "collection_floor", "excluded_kinds"),
    },
    "account": {
        "NormThresholdCapacity": (
            "threshold_percent",
            "capacity_percent",
            "use_cost_sharer_norm",
            *_HOUSEHOLD,
        ),
        "RecipientShare": ("recipient_percent", *_HOUSEHOLD),
        "TableCapacity": ("capacity_table", "capacity_step"),
    },
    "recipient_account": {
        "NormThresholdCapacity": ("threshold_percent", "capacity_percent", "use_cost_sharer_norm"),
        "RecipientShare": ("recipient_percent",),
    },
    "frame_account": {"FrameInstalment": ("instalment_step",)},
}
"""What a value asks for besides, by its name and by the value."""
BESIDE: Mapping[str, tuple[str, ...]] = {
    "crumb_amount": (*_CRUMB, "fine_kinds"),
    "crumb_takes_remainders": (*_CRUMB, "fine_kinds"),
    "remission_check_months": _LETTING_GO,
}
"""What is asked for where a setting that may be left out is there."""
LISTED = {
    "own_rate_kinds": "interest_rate_{}",
    "time_bar_long_acts": "time_bar_long_years",
    "time_bar_long_bases": "time_bar_long_years",
}
"""What each name of a list asks for."""
INTEREST = "interest"
WORKINGS: Mapping[str, tuple[str, ...]] = {
    "shared_cause": ("shared_cause_months",),
    "half_payment": ("half_payment_percent",),
    "remission_gate": ("half_payment_percent", "law_years"),
    "remission_after_paying": (
        "remission_months",
        "remission_share_percent",
        "remission_check_months",
    ),
    "recovery": ASSETS,
    "loan_after_36": ("furnishing_months",),
    "payment_term": ("payment_weeks", "reminder_weeks"),
    "interim_review": ("review_months", "remission_check_months"),
    "other_scheme": ("schemes_apart",),
    "collection_floor": ("collection_floor",),
    "methods": (
        *("frame", "minimum_instalment", "instalment_step", "capacity_table", "capacity_step"),
        *("disposable_adult", "disposable_extra_adult", "disposable_child_0_1"),
        *("disposable_child_2_6", "disposable_child_7_17"),
    ),
    "repayable_benefit": (
        "repayable_benefit_table",
        "deferral_benefits",
        "repayable_lapse_years",
        "capacity_step",
    ),
    "reminder_fee": (
        *("reminder_floor", "reminder_fee_civil", "reminder_fee_distraint", "days_between_fees"),
        *("most_reminders_civil", "most_reminders_distraint", "hand_over_floor"),
    ),
    INTEREST: ("own_rate_kinds", "interest_rate", "interest_day_count"),
    "hand_over": ("hand_over_floor",),
    "time_bar": ("time_bar_side_years",),
}
"""By the name of a calculation for staff; interest also where a kind of claim bears it."""
ASKS: Mapping[str, tuple[str, ...]] = {"settlement": ("half_payment_percent",)}
"""By what residents can ask for."""


@dataclass(frozen=True)
class Uses:
    """What a municipality's other files choose that rests on values of its policy."""

    workings: Collection[str]
    asks: Collection[str]
    bears_interest: bool
    """Whether a kind of claim does."""


def mistakes(policy: Policy, uses: Uses) -> list[str]:
    """Return a sentence for each name that lacks, and for an account that cannot be made."""
    why: dict[str, str] = {}
    for name, reason in _needed(policy, uses):
        if name not in policy.settings and name not in policy.amounts:
            why.setdefault(name, reason)
    return [*(_told(name, reason) for name, reason in why.items()), *_other_accounts(policy)]


def _needed(policy: Policy, uses: Uses) -> Iterator[tuple[str, str]]:
    """Each name with what needs it."""
    yield from ((name, "every policy") for name in EVERY)
    for chosen, by_value in CHOSEN.items():
        for entry in policy.settings.get(chosen, ()):
            names = by_value.get(str(entry.value), ())
            yield from ((name, f'{chosen} = "{entry.value}"') for name in names)
    for there in BESIDE.keys() & policy.settings.keys():
        yield from ((name, there) for name in BESIDE[there])
    for working in WORKINGS.keys() & set(uses.workings):
        yield from ((name, f'the calculation "{working}"') for name in WORKINGS[working])
    for ask in ASKS.keys() & set(uses.asks):
        yield from ((name, f'the request "{ask}"') for name in ASKS[ask])
    if uses.bears_interest:
        yield from ((name, "a kind of claim with interest") for name in WORKINGS[INTEREST])
    for listed, wanted in LISTED.items():
        for entry in policy.settings.get(listed, ()):
            names = entry.value if isinstance(entry.value, tuple) else ()
            yield from ((wanted.format(name), f'"{name}" in {listed}') for name in names)


def _told(name: str, reason: str) -> str:
    table = "rules" if name in _RULES else "settings"
    return (
        f"{name} is missing, and {reason} needs it: "
        f"add [[{table}.{name}]] with from, value, mark and source"
    )


def _other_accounts(policy: Policy) -> Iterator[str]:
    """Say where, from a day on, the account is none that its order of decisions can take."""
    decisions, accounts = (policy.settings.get(name, ()) for name in ("decisions", "account"))
    known: dict[str, Collection[str]] = {"means_test": KINDS, "frame": CAPACITIES}
    assert known.keys() == DECISIONS.keys()
    for day in sorted({entry.start for entry in (*decisions, *accounts)}):
        order, account = _held(decisions, day), _held(accounts, day)
        if order in known and account and account not in known[order]:
            fits = ", ".join(sorted(known[order]))
            yield f'account from {day}: decisions = "{order}" knows only {fits}'


def _held(series: tuple[DatedValue, ...], on: date) -> str:
    return str(held_on({"": series}, "", on).value) if series and series[0].start <= on else ""
