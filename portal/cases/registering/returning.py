"""A claim goes back to the unit that sent it, is mended or withdrawn there, and comes back.

Meanwhile it is held: nothing gets worse for whoever owes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from portal.cases.matters.correcting import put_right
from portal.cases.registering import letters
from portal.errors import NotFound, NotNow
from portal.ledger import balances, holds
from portal.ledger.models import Claim
from portal.ledger.origin import corrections
from portal.ledger.origin.credits import Wanted, charged, credit, credit_whole
from portal.ledger.origin.models import Return
from portal.ledger.origin.readiness import CODES
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.people.refs import new_ref
from portal.record import change_row, find_one

KIND = "returned"


@dataclass(frozen=True)
class By:
    """Who does it, and when."""

    actor: Actor
    on: date
    now: datetime

    def record(self, session: Session, act: str, claim: Claim, detail: str = "") -> None:
        """Keep that it was done."""
        audit.record(session, self.now, self.actor.signature, act, f"claim:{claim.ref}", detail)


def claim_by(session: Session, staff: Actor, ref: str) -> Claim:
    """Return any claim, for the collection department. Raises NotAllowed, NotFound."""
    staff.must(Permission.CLAIM_CHANGE)
    return find_one(session, select(Claim).where(Claim.ref == ref))


def give_back(session: Session, by: By, claim: Claim, lacks: Sequence[str], words: str) -> Return:
    """Give a claim back to its unit with what is wrong.

    Raises NotAllowed, and NotNow without a reason, for a claim handed over, settled or back there
    already.
    """
    by.actor.must(Permission.CLAIM_CHANGE)
    assert claim.id is not None
    known = [code for code in CODES if code in lacks]
    if not known and not words.strip():
        raise NotNow("error-return-why")
    if claim.stage == "transferred":
        raise NotNow("error-claim-transferred")
    if balances.of_claim(session, claim.id).total == 0:
        raise NotNow("error-claim-closed")
    if open_of(session, claim.id) is not None:
        raise NotNow("error-returned-already")
    return _placed(session, by, claim, known, words)


def _placed(session: Session, by: By, claim: Claim, lacks: list[str], words: str) -> Return:
    ref = new_ref()
    hold = holds.place(
        session,
        key=f"{KIND}:{ref}",
        kind=KIND,
        reason=KIND,
        from_on=by.on,
        by=by.actor.signature,
        now=by.now,
        claim_id=claim.id,
    )
    assert claim.id is not None
    assert hold.id is not None
    back = Return(
        ref=ref,
        claim_id=claim.id,
        hold_id=hold.id,
        lacks=lacks,
        words=words.strip(),
        returned_on=by.on,
        returned_by=by.actor.signature,
        returned_at=by.now,
    )
    session.add(back)
    session.flush()
    by.record(session, "claim:return", claim, " ".join(lacks))
    return back


def open_of(session: Session, claim_id: int) -> Return | None:
    """Return the return of a claim that is open, if there is one."""
    wanted = select(Return).where(Return.claim_id == claim_id, Return.state == "open")
    return session.exec(wanted).one_or_none()


def listed(session: Session, staff: Actor, most: int = 100) -> list[tuple[Return, Claim]]:
    """Return claims at their units, the longest there first, then those that came back of late."""
    staff.must(Permission.CLAIM_CHANGE)
    both = select(Return, Claim).join(Claim, col(Claim.id) == col(Return.claim_id))
    there = both.where(Return.state == "open").order_by(col(Return.id)).limit(most)
    came = both.where(col(Return.state).in_(("sent_back", "withdrawn")))
    newest = came.order_by(col(Return.id).desc()).limit(20)
    return [*session.exec(there).all(), *session.exec(newest).all()]


def of_unit(session: Session, unit: Actor) -> list[tuple[Return, Claim]]:
    """Return what the unit has to look at, the longest there first."""
    both = select(Return, Claim).join(Claim, col(Claim.id) == col(Return.claim_id))
    own = both.where(Claim.unit == unit.unit, Return.state == "open")
    return list(session.exec(own.order_by(col(Return.id))).all())


def own(session: Session, unit: Actor, ref: str) -> tuple[Return, Claim]:
    """Return one claim that is back at this unit. Raises NotAllowed, NotFound, NotNow."""
    unit.must(Permission.CLAIM_REGISTER)
    back = session.exec(select(Return).where(Return.ref == ref)).one_or_none()
    claim = session.get(Claim, back.claim_id) if back else None
    if back is None or claim is None or not unit.unit or claim.unit != unit.unit:
        raise NotFound
    if back.state != "open":
        raise NotNow("error-return-ended")
    return back, claim


def correct(
    session: Session, by: By, back: Return, claim: Claim, changes: Mapping[str, object]
) -> list[str]:
    """Correct fields of a claim; return which ones changed. Each keeps what it was."""
    by.actor.must(Permission.CLAIM_REGISTER)
    changed = [
        field
        for field in corrections.FIELDS
        if field in changes
        and corrections.correct(
            session, claim, back, field, changes[field], by.actor.signature, by.now
        )
    ]
    if changed:
        by.record(session, "claim:correct", claim, " ".join(changed))
    return changed


def lower(session: Session, by: By, back: Return, claim: Claim, amount: int, seen: int) -> None:
    """Take an amount off a claim, in minor units, and tell whoever owes it.

    Raises NotNow when nothing of the bill would be left: then it is withdrawn instead. Raises
    Conflict when somebody did something with it since version `seen`.
    """
    by.actor.must(Permission.CLAIM_REGISTER)
    _move(session, back, seen)
    assert claim.id is not None
    before = charged(session, claim.id)["principal"]
    if amount >= before:
        raise NotNow("error-credit-too-much")
    key = f"return:{back.ref}:{before}"
    wanted = Wanted(key, claim.id, amount, "correction", by.on)
    credit(session, wanted, now=by.now, actor=by.actor.signature)
    by.record(session, "claim:credit", claim)
    _tell(session, by, claim, amount, key, whole=False)
    put_right(session, by.actor, claim.id, now=by.now, on=by.on)


def withdraw(session: Session, by: By, back: Return, claim: Claim, words: str, seen: int) -> None:
    """Take a claim back whole: nobody owes it any more, and they are told."""
    by.actor.must(Permission.CLAIM_REGISTER)
    assert claim.id is not None
    _end(session, by, back, "withdrawn", words, seen)
    key = f"return:{back.ref}:whole"
    taken_off = credit_whole(
        session, claim.id, key=key, on=by.on, now=by.now, actor=by.actor.signature
    )
    by.record(session, "claim:withdraw", claim)
    _tell(session, by, claim, taken_off, key, whole=True)
    put_right(session, by.actor, claim.id, now=by.now, on=by.on)


def send_back(session: Session, by: By, back: Return, claim: Claim, words: str, seen: int) -> None:
    """Give a claim back to the collection department: it goes its way again."""
    by.actor.must(Permission.CLAIM_REGISTER)
    _end(session, by, back, "sent_back", words, seen)
    by.record(session, "claim:send-back", claim)


def undo(session: Session, by: By, ref: str, seen: int) -> Return:
    """Take back that a claim was returned. Raises NotAllowed, NotFound, NotNow, Conflict."""
    by.actor.must(Permission.CLAIM_CHANGE)
    back = find_one(session, select(Return).where(Return.ref == ref))
    if back.state != "open":
        raise NotNow("error-return-ended")
    _end(session, by, back, "undone", "", seen)
    by.record(session, "claim:return-undo", session.get_one(Claim, back.claim_id))
    return back


def _end(session: Session, by: By, back: Return, state: str, words: str, seen: int) -> None:
    ended = {"ended_on": by.on, "ended_by": by.actor.signature}
    _move(session, back, seen, state=state, answer=words.strip(), **ended)
    holds.lift(session, back.hold_id, on=by.on, by=by.actor.signature, now=by.now)


def _move(
    session: Session,
    back: Return,
    seen: int,
    **changes: Any,  # noqa: ANN401
) -> None:
    change_row(session, back, seen, col(Return.state) == "open", **changes)


def _tell(session: Session, by: By, claim: Claim, taken_off: int, key: str, *, whole: bool) -> None:
    assert claim.id is not None
    letters.lowered(
        session,
        claim,
        taken_off=taken_off,
        left=balances.of_claim(session, claim.id).total,
        whole=whole,
        key=key,
        on=by.on,
        now=by.now,
    )
