"""Which terms a municipality must hold, by what asks for them: told before any page or night does.

A new term stands here, with what needs it or among those that may be left out: a test sees to it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.rules.policy import DatedValue
from portal.rules.terms import Terms

EVERY: Mapping[str, tuple[str, ...]] = {
    "the course of plans": (
        *("plan_grace_days", "missed_instalment", "plan_day_changes", "plan_pauses"),
        *("plan_most_days_moved", "plan_weeks_a_year", "plan_four_weeks_a_year"),
    ),
    "what is sent before and after a day to pay": (
        *("new_debtor_days", "due_soon_days", "word_days", "reminder_costs"),
    ),
    "paying online": ("online_least", "online_look_days"),
    "money on its way": ("on_its_way_days", "on_its_way_again_days"),
    "a claim on someone under age": (
        *("adult_age", "minor_as_adult_kinds", "minor_guardian_kinds"),
    ),
    "the description of a claim": ("description_most", "health_words"),
    "paying back": ("refund_floor", "refund_way"),
    "correcting a claim": ("correction_alone",),
    "one payment for several claims": ("claim_order", "taxed_kinds"),
    "what follows an unanswered reminder": ("own_enforcement",),
    "what people send along": (
        *("evidence_days", "evidence_draft_days", "evidence_megabytes", "evidence_pages"),
        "evidence_files",
    ),
    "a request that was not sent": ("draft_link_days", "keep_draft_days"),
    "lending a view to a helper": ("loan_most_days", "code_tries", "code_wait_minutes"),
    "the number for the telephone": ("phone_number_minutes",),
    "sending letters and messages": (
        *("letter_code_days", "mail_confirm_hours", "sms_code_minutes", "notice_hours"),
    ),
    "the work of staff": (
        *("clock_grounds", "clock_most_days", "bulk_letter_minutes", "presence_minutes"),
        "hold_soon_days",
    ),
    "deciding by people": (
        *("sign_let_go_above", "sign_debt_above", "hearing_when", "hearing_days"),
        "second_look_percent",
    ),
    "trying another value of a rule": ("decision_minutes", "trial_least_people"),
    "showing figures": (
        *("departure_ordinary_percent", "departure_alarm_percent", "departure_least_cases"),
        "share_least",
    ),
    "opening a file": ("access_reasons",),
    "calling people": (
        *("contact_outcomes", "call_reasons", "call_within_days", "call_follow_days"),
    ),
    "deleting data in time": (
        *("keep_typed_days", "keep_facts_months", "keep_looks_months", "keep_number_days"),
    ),
}
"""What every municipality has, and the terms that it asks for."""
ASKS: Mapping[str, tuple[str, ...]] = {
    "settlement": ("answer_settlement_days", "half_pay_days"),
    "arrangement": ("answer_arrangement_days", "arrangement_look_days"),
    "dispute": ("answer_dispute_days", "upheld_holds_until"),
    "objection": ("answer_objection_days", "objection_hearing", "upheld_holds_until"),
    "question": ("answer_question_days",),
}
"""By what residents can ask for and a person answers."""
CHOSEN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "upheld_holds_until": {"corrected": ("upheld_look_days",)},
    "own_enforcement": {
        "attachment": (
            *("attachment_notice_fee", "attachment_notice_fee_most", "attachment_notice_days"),
        )
    },
    "reminder_costs": {
        "balance": ("reminder_cost_border", "reminder_cost_below", "reminder_cost_above")
    },
}
"""What a value asks for besides, by its name and by the value."""
BESIDE: Mapping[str, tuple[str, ...]] = {"gross_up_word_days": ("gross_up_kinds",)}
"""What is asked for where a term that may be left out is there."""
SEPA = ("mandate_unused_months",)
BENEFITS = ("withholding_pauses",)
OPTIONAL: Mapping[str, str] = {
    "gross_up_word_days": "nobody is told before the new year that paying now spares tax",
    "outcomes_public": "everyone may see what was asked and what came of it",
    "outcomes_round": "amounts that everyone may see are not rounded",
    "review_ahead_days": "no look at a plan is put before people ahead of its day",
    "review_amounts": "no changed amount brings a look at a plan",
    "work_days": "what waits for staff has no day of its own; work_days_<kind> gives one to a kind",
}
"""Which may be left out, and how it goes without."""


@dataclass(frozen=True)
class Uses:
    """What a municipality's other files choose that rests on its terms."""

    asks: Collection[str]
    has_sepa: bool
    """Whether it collects by SEPA direct debit."""
    pays_benefits: bool
    """Whether it can withhold from benefits."""


def mistakes(terms: Terms, uses: Uses) -> list[str]:
    """Return a sentence for each term that lacks."""
    return [
        f"{name} is missing, and {reason} needs it: "
        f"add [[{name}]] with from, value, mark and source"
        for name, reason in _reasons(terms, uses).items()
        if name not in terms.series
    ]


def not_begun(terms: Terms, uses: Uses, on: date) -> list[str]:
    """Return a sentence for each term of which no value holds yet on a day."""
    return [
        f"{name} begins on {terms.series[name][0].start}, and {reason} needs it on {on}: "
        f"add [[{name}]] from that day or before, above the others"
        for name, reason in _reasons(terms, uses, on).items()
        if terms.series[name][0].start > on
    ]


def _reasons(terms: Terms, uses: Uses, until: date = date.max) -> dict[str, str]:
    """What needs each name by a day, on account of what began by then; the first of more."""
    begun = {
        name: [entry for entry in series if entry.start <= until]
        for name, series in terms.series.items()
    }
    why: dict[str, str] = {}
    for name, reason in _needed(begun, uses):
        why.setdefault(name, reason)
    return why


def _needed(begun: Mapping[str, Sequence[DatedValue]], uses: Uses) -> Iterator[tuple[str, str]]:
    """Each name with what needs it."""
    for reason, names in EVERY.items():
        yield from ((name, reason) for name in names)
    for ask, names in ASKS.items():
        if ask in uses.asks:
            yield from ((name, f'the request "{ask}"') for name in names)
    for chosen, by_value in CHOSEN.items():
        for entry in begun.get(chosen, ()):
            names = by_value.get(str(entry.value), ())
            yield from ((name, f'{chosen} = "{entry.value}"') for name in names)
    for there, names in BESIDE.items():
        if begun.get(there):
            yield from ((name, there) for name in names)
    if uses.has_sepa:
        yield from ((name, "[sepa] in debits.toml") for name in SEPA)
    if uses.pays_benefits:
        yield from ((name, "withholding from a benefit") for name in BENEFITS)
