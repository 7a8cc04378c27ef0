"""The cash flow of a business, sent along with its request for a plan."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from portal.cases import drafts
from portal.cases.models import Case
from portal.people.actors import Actor, Permission
from portal.rules.facts import LONGEST_PROPOSAL

QUESTION = "cash_flow"
"""The name under which the answer is kept: amounts by what they are, in minor units."""


def ask_for_plan(
    session: Session,
    actor: Actor,
    claim_refs: Sequence[str],
    facts: Mapping[str, int],
    months: int | None,
    now: datetime,
) -> Case:
    """Begin a request for a plan with this account, or put it with the one that is not sent yet.

    `months` is what the account comes to; the business can still say another number.
    """
    actor.must(Permission.OWN_FILL)
    case = drafts.begin(session, actor, "plan", claim_refs, now)
    drafts.answer(session, case, QUESTION, dict(facts), now)
    if months is not None and months <= LONGEST_PROPOSAL:
        drafts.answer(session, case, "months", months, now)
    return case


def kept_in(told: Mapping[str, Any]) -> dict[str, int] | None:
    """Return the account that came with a request, if one did."""
    found = told.get(QUESTION)
    return {str(name): int(value) for name, value in found.items()} if found else None
