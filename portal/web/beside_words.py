"""Old and new beside each other, and facts that stand against each other, in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext

from portal.web.answer_words import in_words, source_words
from portal.web.context import amount, day


def beside_rows(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return what was asked, held, is advised and decided, as rows of a list."""
    return [
        {"key": gettext(f"letter-beside-{row['name']}"), "value": _value(row["as"], row["value"])}
        for row in rows
    ]


def _value(unit: str, value: Any) -> str:  # noqa: ANN401  (as it lies in JSON)
    match unit:
        case "monthly":
            return gettext("amount-a-month", amount=amount(value))
        case "amount":
            return amount(value)
        case "until":
            return gettext("letter-beside-until", day=day(date.fromisoformat(value)))
        case "months":
            return gettext("letter-beside-months", count=value)
        case _:
            return gettext("letter-beside-nothing")


def heard(facts: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return facts the resident says are otherwise than the municipality has them."""
    return [
        {
            "key": gettext(f"fact-{fact['name']}".replace("_", "-")),
            "told": in_words(fact["name"], fact["told"]),
            "value": in_words(fact["name"], fact["value"]),
            "source": source_words(fact["source"], fact["as_of"]),
        }
        for fact in facts
    ]
