"""What someone must know before sending: nothing is signed away unseen."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from portal.cases.assessing import Assessed
from portal.municipality import Municipality
from portal.web.context import amount, local

_NO_PAYING = ("dispute", "objection", "question")
"""Asks that say nothing of paying: nobody can read them as accepting a debt."""


@dataclass(frozen=True)
class Shown:
    """A warning with its wording in the page's language."""

    kind: str
    text: str
    must_tick: bool = False
    """Whether sending asks for a tick that it was read."""


def warnings_for(town: Municipality, assessed: Assessed, on: date) -> list[Shown]:
    """Return the warnings that belong to this request, the gravest first."""
    found = []
    if assessed.case.ask not in _NO_PAYING and any(
        view.time_bar_on <= on for view in assessed.claims
    ):
        text = local(town.wording["time_barred_warning"])
        found.append(Shown("time_barred", text, must_tick=True))
    if assessed.situation.proposal is not None:
        found.append(Shown("proposal_time_bar", local(town.wording["proposal_warning"])))
    codes = {reason.code for reason in assessed.answer.reasons} if assessed.answer else set()
    capacity = assessed.answer.capacity if assessed.answer else None
    if "above_capacity" in codes and capacity is not None:
        text = gettext("warning-above-capacity", amount=amount(capacity))
        found.append(Shown("above_capacity", text, must_tick=True))
    more = _more(assessed)
    if more is not None:
        old, new = more
        text = gettext(
            "warning-costs-more", old=amount(old), new=amount(new), more=amount(new - old)
        )
        found.append(Shown("costs_more", text, must_tick=True))
    return found


def _more(assessed: Assessed) -> tuple[int, int] | None:
    """What is paid now and what the rules come to, where asking could cost more a month."""
    if assessed.transition is not None and assessed.transition.cost:
        return assessed.transition.old, assessed.transition.old + assessed.transition.cost
    found = assessed.answer
    if found is None or "new_rules_cost_more" not in {reason.code for reason in found.reasons}:
        return None
    worked = {line.id: line.amount for line in found.account}["instalment"]
    assert found.instalment is not None
    assert worked is not None
    return found.instalment, worked
