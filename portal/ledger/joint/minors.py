"""A claim on someone who was a child when it arose: nothing gets worse until staff say who owes it.

Both ways in, the import and the registration, call `look` for each new claim.
"""

from datetime import date, datetime

from sqlalchemy import select as select_rows
from sqlmodel import Session, col, select

from portal.ledger import holds, postings, proposals
from portal.ledger.balances import taken_off
from portal.ledger.locks import lock_claims
from portal.ledger.models import RECEIVABLES, Claim, Postponement
from portal.ledger.postings import Booking
from portal.ledger.records import WAITING, Hold, Proposal
from portal.ledger.tables import ENTRY, run
from portal.municipality import Municipality
from portal.people.actors import Actor
from portal.people.models import Person
from portal.rules.days import years_on

KIND = "minor"


def setting(town: Municipality, kind: str, on: date) -> str:
    """Return what the municipality set for a kind: `as_adult`, `guardian` or `person_decides`."""
    for answer in ("as_adult", "guardian"):
        if kind in town.terms.names(f"minor_{answer}_kinds", on):
            return answer
    return "person_decides"


def is_minor(town: Municipality, born_on: date | None, on: date) -> bool:
    """Whether somebody was under age on a day; False when nobody knows when they were born."""
    first = town.terms.series["adult_age"][0].start
    years = town.terms.number("adult_age", max(on, first))
    return born_on is not None and on < years_on(born_on, years)


def look(
    session: Session,
    town: Municipality,
    claim: Claim,
    person: Person,
    *,
    by: str,
    now: datetime,
    on: date,
) -> bool:
    """Hold a new claim on someone under age, and ask staff who owes it; return whether it was so.

    Once for a claim and a person, however often it is called. `by` is the record's name of who
    brought the claim in.
    """
    decided = setting(town, claim.kind, on)
    if decided == "as_adult" or not is_minor(town, person.born_on, claim.arose_on):
        return False
    assert claim.id is not None
    assert person.id is not None
    assert person.born_on is not None
    _hold(session, claim, person, 1, by, now, on)
    proposals.propose(
        session,
        proposals.New(
            key=_key(claim, person),
            kind=KIND,
            reason=f"minor_{decided}",
            made_on=on,
            claim_id=claim.id,
            person_id=person.id,
            detail={"born_on": person.born_on.isoformat(), "arose_on": claim.arose_on.isoformat()},
        ),
    )
    return True


def owes_it(
    session: Session, proposal: Proposal, by: str, now: datetime, on: date, until: date
) -> None:
    """Staff said that the minor owes it: it goes the way of every claim, with time to pay first.

    `until` is the last day of that time; a later day of the claim itself stays.
    """
    claim, person = _about(session, proposal)
    assert claim.id is not None
    _lift(session, claim, person, by, now, on)
    session.add(
        Postponement(
            claim_id=claim.id,
            from_on=on,
            until_on=max(until, claim.due_on),
            origin=f"{KIND}:{proposal.ref}",
        )
    )
    session.flush()


def drop(session: Session, proposal: Proposal, by: str, now: datetime, on: date) -> None:
    """Staff said that nobody owes it: the claim is let go for everyone."""
    claim, person = _about(session, proposal)
    assert claim.id is not None
    key = f"{KIND}:{proposal.ref}:{proposal.version}"
    booking = Booking(key=key, booked_on=on, recorded_at=now, actor=by)
    postings.waive(session, claim.id, **booking)
    _lift(session, claim, person, by, now, on)


def owed_again(session: Session, proposal: Proposal, by: str, now: datetime, on: date) -> None:
    """Take back that nobody owes it: what was let go is owed again, and the claim is held."""
    claim, _ = _about(session, proposal)
    assert claim.id is not None
    lock_claims(session, [claim.id])
    for component, account in RECEIVABLES.items():
        let_go = taken_off(
            "waived", components=(component,), only=ENTRY.c.key.like(f"{KIND}:{proposal.ref}:%")
        )
        wanted = select_rows(let_go).where(ENTRY.c.claim_id == claim.id)
        amount = int(run(session, wanted).scalar_one())
        if amount:
            postings.post(
                session,
                key=f"{KIND}:{proposal.ref}:{proposal.version}:back:{component}",
                booked_on=on,
                recorded_at=now,
                debit=account,
                credit="waived",
                amount=amount,
                claim_id=claim.id,
                kind="reversal",
                actor=by,
            )
    ask_again(session, proposal, by, now, on)


def is_asked(session: Session, claim_id: int, person_id: int) -> bool:
    """Whether staff are still asked if this person owes this claim."""
    found = select(Proposal.id).where(
        Proposal.kind == KIND,
        Proposal.claim_id == claim_id,
        Proposal.person_id == person_id,
        col(Proposal.state).in_(WAITING),
    )
    return session.exec(found).first() is not None


def ask_again(session: Session, proposal: Proposal, by: str, now: datetime, on: date) -> None:
    """Hold the claim anew, because the answer was taken back."""
    claim, person = _about(session, proposal)
    _hold(session, claim, person, proposal.version + 1, by, now, on)


def settled(
    session: Session, claim: Claim, person: Person, *, by: str, now: datetime, on: date
) -> None:
    """Take the question off the list: staff let the minor off, because a guardian owes it."""
    found = _question(session, claim, person)
    if found is not None and found.state in WAITING:
        proposals.overtake(session, found)
        _lift(session, claim, person, by, now, on)


def unsettled(
    session: Session, claim: Claim, person: Person, *, staff: Actor, now: datetime, on: date
) -> None:
    """Put the question back on the list: that the minor was let off was taken back."""
    found = _question(session, claim, person)
    if found is not None and found.state == "void":
        ask_again(session, found, staff.signature, now, on)
        proposals.reopen(session, staff, found, seen=found.version, now=now)


def _question(session: Session, claim: Claim, person: Person) -> Proposal | None:
    key = _key(claim, person)
    return session.exec(select(Proposal).where(Proposal.key == key)).one_or_none()


def _about(session: Session, proposal: Proposal) -> tuple[Claim, Person]:
    return (
        session.get_one(Claim, proposal.claim_id),
        session.get_one(Person, proposal.person_id),
    )


def _hold(
    session: Session, claim: Claim, person: Person, no: int, by: str, now: datetime, on: date
) -> None:
    holds.place(
        session,
        key=f"{_key(claim, person)}:{no}",
        kind=KIND,
        reason=KIND,
        from_on=on,
        by=by,
        now=now,
        claim_id=claim.id,
    )


def _lift(session: Session, claim: Claim, person: Person, by: str, now: datetime, on: date) -> None:
    placed = select(Hold).where(col(Hold.key).startswith(f"{_key(claim, person)}:"))
    for hold in session.exec(placed.where(col(Hold.lifted_on).is_(None))).all():
        assert hold.id is not None
        holds.lift(session, hold.id, on=on, by=by, now=now)


def _key(claim: Claim, person: Person) -> str:
    return f"minor:{claim.ref}:{person.ref}"
