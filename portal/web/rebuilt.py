"""A receipt on the page: what the rules were told, what they answered, and the same again now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from portal.cases.models import Case, Receipt
from portal.cases.receipts import Kept, Rebuilt, rebuild
from portal.errors import PortalError
from portal.municipality import Municipality
from portal.rules.answer import RulesAnswer
from portal.rules.reply import answer_from_stored
from portal.web.context import amount
from portal.web.inputs import figure, line_term
from portal.web.told_words import facts_file, told_words


@dataclass(frozen=True)
class Compared:
    """One figure as it was kept, and as it comes out now."""

    term: str
    kept: str
    now: str
    is_figure: bool = True
    """Whether it is a number, to stand at the end of its column."""

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return self.kept != self.now


def page_of(town: Municipality, case: Case, receipt: Receipt) -> dict[str, Any]:
    """Compute a receipt again, and return all that its page shows."""
    kept = Kept.of(receipt)
    rebuilt = rebuild(town, kept)
    return {
        "case": case,
        "receipt": receipt,
        "verdict": verdict(rebuilt),
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


def rows(kept: object, now: object) -> list[Compared]:
    """Return every figure that either of the two has, in the order they are made."""
    before, after = _read(kept), _read(now)
    return [
        *_compared(_figures(before), _figures(after), is_figure=True),
        *_compared(_outcome(before), _outcome(after), is_figure=False),
    ]


def _read(result: object) -> RulesAnswer | None:
    """Read an answer; None for what is no answer any more."""
    try:
        return answer_from_stored(dict(result)) if isinstance(result, Mapping) else None
    except (PortalError, LookupError, TypeError, ValueError):
        return None


def _compared(
    kept: Mapping[str, str], now: Mapping[str, str], *, is_figure: bool
) -> list[Compared]:
    none = gettext("receipt-none")
    terms = {**kept, **now}
    return [Compared(term, kept.get(term, none), now.get(term, none), is_figure) for term in terms]


def _figures(read: RulesAnswer | None) -> dict[str, str]:
    return {line_term(line.id): figure(line) for line in read.account} if read else {}


def _outcome(read: RulesAnswer | None) -> dict[str, str]:
    """What it came to: the answer, the amount a month, the number of instalments."""
    if read is None:
        return {}
    found = {gettext("receipt-outcome"): gettext(f"receipt-outcome-{read.outcome}")}
    if read.instalment is not None:
        found[gettext("receipt-instalment")] = amount(read.instalment)
    if read.schedule:
        last = amount(read.schedule[-1])
        words = gettext("receipt-schedule-text", count=len(read.schedule), last=last)
        found[gettext("receipt-schedule")] = words
    return found
