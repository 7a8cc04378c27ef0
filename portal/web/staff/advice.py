"""The rules' advice on a case: from the receipt that was kept when the request was sent."""

from dataclasses import dataclass

from flask_babel import gettext

from portal.cases.rulings.advising import advised
from portal.rules.reply import answer_from_stored
from portal.web.context import amount
from portal.web.staff.opened import Opened


@dataclass(frozen=True)
class Advice:
    """What the rules advise, and the same in a sentence."""

    kind: str
    """`grant`, `keep` (things stay as they are) or `none`."""
    words: str
    monthly: int | None = None
    """Minor units a month."""

    @property
    def can_be_followed(self) -> bool:
        """Whether one act carries it out. Keeping things as they are is a refusal, not one."""
        return self.kind == "grant"


def advice_of(opened: Opened) -> Advice:
    """Return the advice on a case."""
    found = advised(opened.receipt, opened.debt)
    if found.kind == "none":
        return Advice("none", gettext("staff-advice-none"))
    assert found.amount is not None
    if found.kind == "keep":
        return Advice("keep", gettext("staff-advice-keep", amount=amount(found.amount)))
    kept = answer_from_stored(opened.receipt.result)
    if kept.instalment:
        return Advice("grant", _plan_words(opened, found.amount, kept.outcome), found.amount)
    return Advice("grant", gettext("staff-advice-let-go", amount=amount(opened.debt)))


def _plan_words(opened: Opened, monthly: int, outcome: str) -> str:
    count = -(-opened.debt // monthly)
    name = "staff-advice-grant" if outcome == "grant" else "staff-advice-plan"
    return gettext(name, amount=amount(monthly), count=count)
