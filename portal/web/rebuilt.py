"""A receipt on the page: what the rules were told, what they answered, and the same again now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from portal.cases.models import Case, Receipt
from portal.cases.receipts import Kept, Rebuilt, is_emptied, rebuild
from portal.errors import PortalError
from portal.municipality import Municipality
from portal.rules.answer import RulesAnswer
from portal.rules.reply import answer_from_stored
from portal.web.context import amount
from portal.web.inputs import figure, line_term
from portal.web.told_words import facts_file, told_words

_DIFFERENCES = {
    "facts": "receipt-told-title",
    "outcome": "receipt-outcome",
    "instalment": "receipt-instalment",
    "schedule": "receipt-schedule",
    "reasons": "receipt-reasons",
    "policy": "receipt-rules-title",
    "seal": "receipt-seal",
}
"""What can differ, and its words; anything else is one of the figures."""


@dataclass(frozen=True)
class Compared:
    """One figure as it was kept, and as it comes out now."""

    term: str
    kept: str
    now: str

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return self.kept != self.now


def page_of(town: Municipality, case: Case, receipt: Receipt) -> dict[str, Any]:
    """Compute a receipt again, and return all that its page shows."""
    kept = Kept.of(receipt)
    if is_emptied(kept.facts):
        return {"case": case, "receipt": receipt, "verdict": "gone"}
    rebuilt = rebuild(town, kept)
    return {
        "case": case,
        "receipt": receipt,
        "verdict": verdict(rebuilt),
        "differences": difference_words(rebuilt),
        "told": told_words(town, receipt.facts),
        "rows": rows(kept.result, rebuilt.result),
        "has_file": facts_file(town, receipt.facts) is not None,
        "is_intact": "seal" not in rebuilt.differences,
    }


def verdict(rebuilt: Rebuilt) -> str:
    """Say how it came out: `same`; `policy`, when only the rules' own digest differs; `other`."""
    if rebuilt.is_same:
        return "same"
    return "policy" if rebuilt.decides_the_same else "other"


def difference_words(rebuilt: Rebuilt) -> list[str]:
    """Say what differs, in words: lines by their name, each thing once."""
    return list(dict.fromkeys(_difference(name) for name in rebuilt.differences))


def _difference(name: str) -> str:
    kind, _, line = name.partition(" ")
    if kind == "line":
        return line_term(line)
    return gettext(_DIFFERENCES.get(kind, "receipt-rows-title"))


def rows(kept: object, now: object) -> list[Compared]:
    """Return every figure that either of the two has, in the order they are made."""
    before, after, none = _figures(_read(kept)), _figures(_read(now)), gettext("receipt-none")
    terms = {**before, **after}
    return [Compared(term, before.get(term, none), after.get(term, none)) for term in terms]


def _read(result: object) -> RulesAnswer | None:
    """Read an answer; None for what is no answer any more."""
    try:
        return answer_from_stored(dict(result)) if isinstance(result, Mapping) else None
    except (PortalError, LookupError, TypeError, ValueError):
        return None


def _figures(read: RulesAnswer | None) -> dict[str, str]:
    """The lines of the account, and what it came to: answer, amount a month, instalments."""
    if read is None:
        return {}
    found = {line_term(line.id): figure(line) for line in read.account}
    found[gettext("receipt-outcome")] = gettext(f"receipt-outcome-{read.outcome}")
    if read.instalment is not None:
        found[gettext("receipt-instalment")] = amount(read.instalment)
    if read.schedule:
        last = amount(read.schedule[-1])
        words = gettext("receipt-schedule-text", count=len(read.schedule), last=last)
        found[gettext("receipt-schedule")] = words
    return found
