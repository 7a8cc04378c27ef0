"""Who owes a claim, changed by staff: naming one more, letting one off, and taking that back.

Each is told. Money is never moved here, but for what nobody is left to owe.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from portal.errors import NotFound, NotNow
from portal.ledger.debtors import debtors_of
from portal.ledger.joint import liable, minors
from portal.ledger.joint.liable import By
from portal.ledger.locks import lock_claims
from portal.ledger.models import Claim
from portal.ledger.records import Liability
from portal.people import audit
from portal.people.models import AuditEvent, Person
from portal.people.outbox import tell

_RELEASE = "liability:release"


def name_one_more(
    session: Session, by: By, claim: Claim, person: Person, share: int | None = None
) -> Liability:
    """Make a person owe a claim too: for the whole, or at most for a share, in minor units.

    Raises NotAllowed, and NotNow without a reason, for a claim handed over or paid, for a share
    that is no part of it, and for somebody who owes it or was let off: that is taken back instead.
    """
    by.must(claim)
    assert claim.id is not None
    assert person.id is not None
    lock_claims(session, [claim.id])
    if liable.liability(session, claim.id, person.id) is not None:
        raise NotNow("error-owes-already")
    if share is not None and not 0 < share <= claim.principal:
        raise NotNow("error-share")
    owes = Liability(
        claim_id=claim.id,
        person_id=person.id,
        form="joint" if share is None else "share",
        share=share,
        share_since=liable.last_entry(session, claim.id),
        since=by.on,
    )
    session.add(owes)
    session.flush()
    _record(session, by, "liability:add", claim, person)
    _tell(session, by, "debtor-added", claim, person)
    return owes


def release(session: Session, by: By, claim: Claim, person: Person) -> None:
    """Let one person off; the others still owe it. Raises NotAllowed, NotFound, and NotNow.

    The last one is not let off here: that is letting the claim go, by a decision.
    """
    by.must(claim)
    owes = _owes(session, claim, person)
    if owes.released_on is not None:
        raise NotNow("error-let-off-already")
    assert claim.id is not None
    if len(debtors_of(session, [claim.id])[claim.id]) == 1:
        raise NotNow("error-last-debtor")
    liable.let_off(session, owes, by.on, by.reason)
    after = liable.last_entry(session, claim.id)
    _record(session, by, _RELEASE, claim, person, f" after:{after}")
    _tell(session, by, "debtor-released", claim, person)
    minors.settled(session, claim, person, by=by.staff.signature, now=by.now, on=by.on)
    key = f"release:{claim.ref}:{person.ref}:{by.now.isoformat()}"
    liable.waive_what_nobody_owes(
        session,
        claim.id,
        key=key,
        booked_on=by.on,
        recorded_at=by.now,
        actor=by.staff.signature,
    )


def undo_release(session: Session, by: By, claim: Claim, person: Person) -> None:
    """Take back that somebody was let off, as long as nothing happened with the claim since.

    Raises NotAllowed, NotFound, and NotNow when they were not let off by staff here, or money or
    fees moved since.
    """
    by.must(claim)
    owes = _owes(session, claim, person)
    assert claim.id is not None
    if owes.released_on is None or not can_be_undone(session, claim, person):
        raise NotNow("error-release-stays")
    liable.owe_again(session, owes)
    _record(session, by, "liability:release-undone", claim, person)
    _tell(session, by, "debtor-again", claim, person)
    minors.unsettled(session, claim, person, staff=by.staff, now=by.now, on=by.on)


def can_be_undone(session: Session, claim: Claim, person: Person) -> bool:
    """Whether staff let this person off, and nothing moved on the claim since."""
    assert claim.id is not None
    done = select(AuditEvent.detail).where(
        AuditEvent.act == _RELEASE, AuditEvent.subject == f"claim:{claim.ref}"
    )
    about = f"person:{person.ref} after:"
    newest = done.where(col(AuditEvent.detail).startswith(about)).order_by(
        col(AuditEvent.id).desc()
    )
    detail = session.exec(newest.limit(1)).first()
    if detail is None:
        return False
    return liable.last_entry(session, claim.id) == int(detail.removeprefix(about))


def _owes(session: Session, claim: Claim, person: Person) -> Liability:
    """The person's row, held still. Raises NotFound."""
    assert claim.id is not None
    assert person.id is not None
    lock_claims(session, [claim.id])
    found = liable.liability(session, claim.id, person.id)
    if found is None:
        raise NotFound
    session.refresh(found)
    return found


def _record(
    session: Session, by: By, act: str, claim: Claim, person: Person, more: str = ""
) -> None:
    subject, detail = f"claim:{claim.ref}", f"person:{person.ref}{more}"
    audit.record(session, by.now, by.staff.signature, act, subject, detail)


def _tell(session: Session, by: By, kind: str, claim: Claim, person: Person) -> None:
    """Tell the person it is about, each time anew; nobody else is told."""
    assert person.id is not None
    tell(
        session,
        key=_key(kind, claim, person, by.now),
        person_id=person.id,
        kind=kind,
        made_on=by.on,
        now=by.now,
        content={"number": claim.number, "claim": claim.description},
    )


def _key(kind: str, claim: Claim, person: Person, now: datetime) -> str:
    return f"{kind}:{claim.ref}:{person.ref}:{now.isoformat()}"
