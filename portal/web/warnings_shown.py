"""What someone must know before sending: nothing is signed away unseen."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from portal.cases.assessing import Assessed
from portal.municipality import Municipality
from portal.web.context import amount, local


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
    if any(view.time_bar_on <= on for view in assessed.claims):
        text = local(town.wording["time_barred_warning"])
        found.append(Shown("time_barred", text, must_tick=True))
    if assessed.situation.proposal is not None:
        found.append(Shown("proposal_time_bar", local(town.wording["proposal_warning"])))
    codes = {reason.code for reason in assessed.answer.reasons} if assessed.answer else set()
    capacity = assessed.answer.capacity if assessed.answer else None
    if "above_capacity" in codes and capacity is not None:
        text = gettext("warning-above-capacity", amount=amount(capacity))
        found.append(Shown("above_capacity", text, must_tick=True))
    if "new_rules_cost_more" in codes:
        found.append(Shown("costs_more", gettext("warning-costs-more"), must_tick=True))
    return found
