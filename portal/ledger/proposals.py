"""Proposals: what is prepared for people to say yes, no or later to, each with a reason.

What a yes does is said by whoever proposes: this room only keeps who answered what.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from portal.errors import Conflict, NotNow
from portal.ledger.records import Proposal
from portal.ledger.tables import PROPOSAL, run
from portal.people import audit
from portal.people.actors import Actor
from portal.people.refs import new_ref
from portal.record import change_row, find_one
from portal.rows import in_parts, insert_many

ANSWERS = ("yes", "no", "later")


@dataclass(frozen=True)
class New:
    """Something to propose; the fields are those of `Proposal`."""

    key: str
    kind: str
    reason: str
    made_on: date
    claim_id: int | None = None
    person_id: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    prepared: str = ""
    signatures: int = 1


def propose(session: Session, new: New) -> bool:
    """Propose something once; return False when it was proposed before, whatever became of it."""
    return propose_all(session, [new]) == 1


def propose_all(session: Session, found: Iterable[New]) -> int:
    """Propose each once; return how many were not proposed before."""
    return insert_many(session, PROPOSAL, [_row(new) for new in found], ["key"])


def known(session: Session, keys: Iterable[str]) -> set[str]:
    """Return which of these were proposed before, whatever became of them."""
    found: set[str] = set()
    for part in in_parts(list(keys)):
        rows = run(session, select(PROPOSAL.c.key).where(PROPOSAL.c.key.in_(part)))
        found.update(row.key for row in rows)
    return found


def _row(new: New) -> dict[str, Any]:
    return vars(new) | {
        "ref": new_ref(),
        "state": "open",
        "first_reason": "",
        "second_reason": "",
        "version": 1,
    }


def by_ref(session: Session, ref: str) -> Proposal:
    """Return one proposal. Raises NotFound."""
    return find_one(session, select(Proposal).where(Proposal.ref == ref))


def answer(
    session: Session,
    staff: Actor,
    proposal: Proposal,
    says: str,
    reason: str,
    *,
    seen: int,
    now: datetime,
    on: date,
    later_on: date | None = None,
) -> bool:
    """Keep what a member of staff says; return whether that is the last yes it needs.

    Raises NotNow when it was answered, when a reason or day is missing, or when the second yes is
    the first one's; Conflict when somebody changed it since version `seen`.
    """
    if says not in ANSWERS or proposal.state in ("yes", "no", "void"):
        raise NotNow("error-proposal-closed")
    if not reason.strip():
        raise NotNow("error-reason-needed")
    if says == "later" and (later_on is None or later_on <= on):
        raise NotNow("error-day-needed")
    signed = has_first_yes(proposal)
    if says == "yes" and signed and proposal.first_by == staff.signature:
        raise NotNow("error-second-person")
    is_last = says == "yes" and (proposal.signatures == 1 or signed)
    is_others = signed and proposal.first_by != staff.signature
    who = "second" if is_others and says != "later" else "first"
    changes = {f"{who}_by": staff.signature, f"{who}_at": now, f"{who}_reason": reason.strip()}
    state = says if says != "yes" or is_last else "open"
    day = later_on if says == "later" else None
    change_row(session, proposal, seen, state=state, later_on=day, **changes)
    audit.record(session, now, staff.signature, f"proposal:{says}", f"proposal:{proposal.ref}")
    return is_last


def has_first_yes(proposal: Proposal) -> bool:
    """Whether one of two said yes; who said later, and when, is kept with the proposal too."""
    return proposal.state == "open" and proposal.first_by is not None


def reopen(session: Session, staff: Actor, proposal: Proposal, *, seen: int, now: datetime) -> None:
    """Take an answer back: the proposal waits again, unsigned. Raises Conflict."""
    unsigned = {f"{who}_{what}": None for who in ("first", "second") for what in ("by", "at")}
    reasons = {"first_reason": "", "second_reason": ""}
    change_row(session, proposal, seen, state="open", later_on=None, **unsigned, **reasons)
    audit.record(session, now, staff.signature, "proposal:reopen", f"proposal:{proposal.ref}")


def must_be_seen(proposal: Proposal, seen: int) -> None:
    """Raise Conflict when somebody changed it since version `seen`."""
    if proposal.version != seen:
        raise Conflict


def overtake(session: Session, proposal: Proposal) -> None:
    """Take a proposal off the list, because something else settled it. Raises Conflict."""
    change_row(session, proposal, proposal.version, state="void", later_on=None)
