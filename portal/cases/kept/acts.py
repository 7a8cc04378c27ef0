"""What was done to someone's records: the record of acts names each as `kind:<ref>`."""

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

from sqlmodel import Session, col, select

from portal.cases.kept.parts import Part
from portal.people.models import AuditEvent

_KINDS = {"acting_ask": "acting-ask", "api_token": "token"}
"""Tables that the record of acts calls by another name."""
_RESIDENT = "resident:"


def acts(session: Session, top: Part, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the acts on a person and on all of theirs that has a reference, the first in front."""
    found = select(AuditEvent).where(col(AuditEvent.subject).in_(sorted(set(_refs(top, told)))))
    return [
        {
            "at": one.at.astimezone(UTC).isoformat(timespec="seconds"),
            "by": one.actor,
            "act": one.act,
            "subject": one.subject,
            "detail": one.detail,
        }
        for one in session.exec(found.order_by(col(AuditEvent.id)))
        if _is_theirs(one.actor, told["ref"])
    ]


def _refs(part: Part, told: Mapping[str, Any]) -> Iterator[str]:
    if "ref" in told:
        yield f"{_KINDS.get(part.table, part.table)}:{told['ref']}"
    for under in part.parts:
        below = told[under.name]
        for row in below if isinstance(below, list) else [below] if below else []:
            yield from _refs(under, row)


def _is_theirs(actor: str, ref: str) -> bool:
    """Whether no other resident did it, as one may who owes the same claim."""
    return _RESIDENT not in actor or actor.endswith(_RESIDENT + ref)
