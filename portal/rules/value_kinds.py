"""What kind of value each dated name holds: a wrong one is found before anything is summed."""

from collections.abc import Iterator, Mapping

from portal.rules.assess import DECISIONS
from portal.rules.bands import Bands, Frame
from portal.rules.claim_order import ORDERS
from portal.rules.frames import CAPACITIES, INSTALMENTS
from portal.rules.interest import DAY_COUNTS
from portal.rules.means import KINDS
from portal.rules.policy import Series, Value

WORDS = frozenset(
    [
        "account",
        "decisions",
        "upheld_holds_until",
        "frame_account",
        "hearing_when",
        "interest_day_count",
        "missed_instalment",
        "own_enforcement",
        "recipient_account",
        "refund_way",
        "reminder_costs",
        "transition_before",
    ]
)
LISTS = frozenset(
    [
        "access_reasons",
        "automatic_grants",
        "call_reasons",
        "claim_order",
        "clock_grounds",
        "contact_outcomes",
        "deferral_benefits",
        "excluded_kinds",
        "fine_kinds",
        "furnishing_kinds",
        "gross_up_kinds",
        "health_words",
        "minor_as_adult_kinds",
        "minor_guardian_kinds",
        "own_rate_kinds",
        "review_amounts",
        "schemes_apart",
        "taxed_kinds",
        "time_bar_acts",
        "time_bar_long_acts",
        "time_bar_long_bases",
    ]
)
FLAGS = frozenset(
    [
        "crumb_includes_limit",
        "crumb_takes_fines",
        "crumb_takes_remainders",
        "objection_hearing",
        "outcomes_public",
        "time_bar_postponed",
        "use_cost_sharer_norm",
    ]
)
KNOWN = {
    "account": {*KINDS, *CAPACITIES},
    "claim_order": set(ORDERS),
    "decisions": set(DECISIONS),
    "upheld_holds_until": {"answered", "corrected"},
    "frame_account": set(INSTALMENTS),
    "interest_day_count": set(DAY_COUNTS),
    "recipient_account": set(KINDS),
}
"""Where no other names can stand: a slip of the pen would be a fault later, or go unseen."""
BANDS = frozenset({"capacity_table", "repayable_benefit_table"})
FRAMES = frozenset({"frame"})
"""Every other name holds a number: a count, a percentage, or an amount."""

STEP = "_step"
"""How names end of values by which others are divided."""
_AWAITED = ("interest_rate_", "repayable_benefit_table")
"""How names begin whose value may still have to be found: until then it is an empty list."""

_WRITE = {
    "word": 'one name in quotation marks, such as "none"',
    "list": 'a list of names, such as ["plan"]',
    "flag": "true or false",
    "bands": "a table of percentages by income",
    "frame": "a table of months by debt",
    "number": 'a whole number without quotation marks, or an amount such as "25.00"',
}


def mistakes(series: Mapping[str, Series]) -> Iterator[str]:
    """Give a sentence for each value that is of another kind than its name holds."""
    for name, entries in series.items():
        wanted = _kind_of(name)
        for entry in entries:
            if entry.value == () and name.startswith(_AWAITED):
                continue
            if not _is(entry.value, wanted):
                yield f"{name} from {entry.start}: write {_WRITE[wanted]}"
            elif name.endswith(STEP) and not entry.value:
                yield f"{name} from {entry.start}: write an amount above 0.00"
            elif name in KNOWN and not _names(entry.value) <= KNOWN[name]:
                yield f"{name} from {entry.start}: knows only {', '.join(sorted(KNOWN[name]))}"


def _names(value: Value) -> set[str]:
    return set(value) if isinstance(value, tuple) else {str(value)}


def _kind_of(name: str) -> str:
    kinds = (WORDS, "word"), (LISTS, "list"), (FLAGS, "flag"), (BANDS, "bands"), (FRAMES, "frame")
    return next((kind for names, kind in kinds if name in names), "number")


def _is(value: Value, kind: str) -> bool:
    match kind:
        case "word":
            return isinstance(value, str)
        case "list":
            return isinstance(value, tuple)
        case "flag":
            return isinstance(value, bool)
        case "bands":
            return isinstance(value, Bands)
        case "frame":
            return isinstance(value, Frame)
    return isinstance(value, int) and not isinstance(value, bool)
