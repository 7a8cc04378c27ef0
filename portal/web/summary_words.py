"""The main points of a decision or an answer, from the record of its letter, in any language."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from portal.cases.models import Letter
from portal.web.context import amount, day

KINDS = ("decision", "answer")
"""Letters that have a summary."""


@dataclass(frozen=True)
class Point:
    """One heading of the summary with what stands under it."""

    title: str
    texts: tuple[str, ...]


def points(letter: Letter) -> list[Point]:
    """Return the points in the order in which a reader needs them."""
    record = letter.content
    is_decision = letter.kind == "decision"
    found = {
        gettext("summary-outcome"): tuple(_outcome(record, is_decision=is_decision)),
        gettext("summary-amount"): tuple(_sums(record)),
        gettext("summary-from"): (gettext("decision-from", day=day(record["made_on"])),),
        gettext("summary-do"): (_to_do(record) if is_decision else gettext("summary-do-letter"),),
        gettext("summary-who"): (_who(record, is_decision=is_decision),),
        gettext("summary-disagree"): tuple(_remedy(record)),
    }
    return [Point(title, texts) for title, texts in found.items() if texts]


def _outcome(record: dict[str, Any], *, is_decision: bool) -> Iterator[str]:
    outcome, ask = record["outcome"], record["ask"]
    if is_decision:
        yield gettext(f"decision-{outcome}-{ask}".replace("_", "-"))
    else:
        yield gettext(f"answered-{ask}-{outcome}".replace("_", "-"))
    if record.get("until_corrected"):
        yield gettext("answered-still")


def _who(record: dict[str, Any], *, is_decision: bool) -> str:
    if not is_decision:
        return gettext("answered-by-person")
    return gettext("decision-by-rules" if record["by"] == "rules" else "decision-by-person")


def _sums(record: dict[str, Any]) -> Iterator[str]:
    """What is paid, put off or let go."""
    if record.get("monthly"):
        by_month = record.get("rhythm", "month") == "month"
        is_even = record["last_amount"] == record["monthly"]
        yield gettext(
            "letter-plan-text-weeks"
            if not by_month
            else "letter-plan-text-even"
            if is_even
            else "letter-plan-text",
            amount=amount(record["monthly"]),
            count=record["count"],
            last=amount(record["last_amount"]),
            first=day(record["first_due"]),
            end=day(record["last_due"]),
        )
    if record.get("until"):
        yield gettext("decision-until", day=day(record["until"]))
    if record.get("waived"):
        yield gettext("decision-waived", amount=amount(record["waived"]))
    if record.get("pay"):
        half = {"pay": amount(record["pay"]), "let_go": amount(record["let_go"])}
        yield gettext("half-agreed", day=day(record["pay_by"]), **half)


def _to_do(record: dict[str, Any]) -> str:
    if record["outcome"] == "refused":
        return gettext("summary-do-refused")
    if record.get("monthly"):
        return gettext("summary-do-plan")
    if record.get("until"):
        return gettext("summary-do-deferral")
    whole = record["outcome"] == "granted"
    return gettext("summary-do-nothing" if whole else "summary-do-rest")


def _remedy(record: dict[str, Any]) -> Iterator[str]:
    """What someone can do who disagrees; nothing after an answer to a question."""
    if last_day := record.get("appeal_until"):
        yield gettext("summary-object-court", day=day(last_day))
    elif last_day := record.get("objection_until"):
        yield gettext("summary-object-until", day=day(last_day))
    elif record.keys() & {"appeal_until", "objection_until"}:
        yield gettext("summary-object-again")
