"""The letters about a plan: what was made, what changed, and that it is paid."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from portal.cases.letter_content import last_objection_day
from portal.cases.letters import claim_lines, iso, send
from portal.cases.plans.ahead import Ahead
from portal.ledger.claims import ClaimView
from portal.ledger.models import Plan
from portal.ledger.plans.courses import Course
from portal.municipality import Municipality

MOST_LISTED = 24
"""Instalments a letter names one by one."""


def letter(
    session: Session,
    town: Municipality,
    plan: Plan,
    kind: str,
    course: Course,
    claims: Sequence[ClaimView],
    ahead: Ahead,
    *,
    key: str,
    on: date,
    now: datetime,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Write a letter about a plan, and send it the way the person chose.

    `kind` is `plan` or `plan_change`; the course is what is open of it; `more` is what that kind
    says beside the plan itself.
    """
    content = {
        "plan": plan.ref,
        "rhythm": course.rhythm,
        "instalments": course.record()["instalments"][:MOST_LISTED],
        "count": len(course.instalments),
        "last_due": iso(course.instalments[-1][0]) if course.instalments else None,
        "total": course.total,
        "claims": claim_lines(claims),
        "interest": ahead.interest,
        "interest_left": ahead.left,
        "rate_missing": ahead.rate_missing,
        "objection_until": iso(last_objection_day(town, on)),
        **(more or {}),
    }
    send(
        session,
        key=f"{kind.replace('_', '-')}:{plan.ref}:{key}",
        person_id=plan.person_id,
        kind=kind,
        content=content,
        made_on=on,
        now=now,
    )
