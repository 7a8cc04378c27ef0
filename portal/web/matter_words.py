"""A person's answer to an ask that is not for the rules, in words."""

from typing import Any

from flask_babel import gettext

from portal.cases.matters.kinds import TO_CORRECT
from portal.cases.matters.models import MatterOutcome
from portal.cases.models import Case
from portal.municipality import Municipality
from portal.web.context import amount, day, local

_STILL = {"corrected": "rest"}
"""What still stands still after one claim was corrected is the rest of them."""


def outcome_words(case: Case, made: MatterOutcome, *, is_last: bool = True) -> list[str]:
    """Return the answer in a few sentences; its own words stand beside it.

    The last one also says whether collecting stands still until it is corrected.
    """
    said = [gettext(f"answered-{case.ask}-{made.outcome}".replace("_", "-"))]
    if made.pay and made.let_go is not None and made.pay_by:
        said.append(_half(made.pay, made.let_go, made.pay_by.isoformat()))
    if is_last and case.ask in TO_CORRECT and case.to_weigh:
        said.append(gettext(f"answered-{_STILL.get(made.outcome, 'still')}"))
    return said


def answer_letter(town: Municipality, record: dict[str, Any]) -> dict[str, str]:
    """What the letter with an answer shows beside its record."""
    half = _half(record["pay"], record["let_go"], record["pay_by"]) if record["pay"] else ""
    return {"half": half, "remedy": _remedy(town, record)}


def _half(pay: int, let_go: int, pay_by: str) -> str:
    """Say what is to be paid at once, by when, and what is let go then."""
    return gettext("half-agreed", pay=amount(pay), let_go=amount(let_go), day=day(pay_by))


def _remedy(town: Municipality, record: dict[str, Any]) -> str:
    """What someone can do who disagrees; nothing after an answer to a question."""
    for name, last_day in (
        ("after_objection", record.get("appeal_until", "")),
        ("objection", record.get("objection_until", "")),
    ):
        if last_day:
            return local(town.wording[name]) % {"last_day": day(last_day)}
        if last_day is None:
            return local(town.wording[name if name in town.wording else "review"])
    return ""
