"""Writing off: two people say so, the books and a letter follow, and two can take it back."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from portal.cases.models import Letter
from portal.db import Database
from portal.errors import Conflict, NotNow
from portal.jobs.answers import Answer, answer, undo
from portal.ledger import proposals
from portal.ledger.models import Claim
from portal.ledger.origin.credits import Wanted, credit
from portal.ledger.records import Liability, Proposal
from portal.municipality import load
from portal.people.actors import Actor, staff_actor
from tests import builders
from tests.builders import DAY, NOW

TOWN = load("norddjurs")
WHY = "The heirs renounced it."


def put_forward(session: Session, claim: Claim, reason: str = "estate") -> Proposal:
    proposals.propose(
        session,
        proposals.New(
            key=f"write-off:{claim.id}:{reason}",
            kind="write-off",
            reason=reason,
            made_on=DAY,
            claim_id=claim.id,
            signatures=2,
        ),
    )
    return session.exec(select(Proposal).where(Proposal.claim_id == claim.id)).one()


def say(
    session: Session, staff: Actor, proposal: Proposal, says: str = "yes", seen: int | None = None
) -> None:
    later = DAY + timedelta(days=9) if says == "later" else None
    said = Answer(says, WHY, proposal.version if seen is None else seen, later)
    answer(session, TOWN, staff, proposal.ref, said, now=NOW, on=DAY)


@pytest.fixture
def two(session: Session) -> tuple[Actor, Actor]:
    return staff_actor(builders.staff(session)), staff_actor(builders.staff(session, "senior"))


def test_two_people_write_a_claim_off_with_its_fee_and_everyone_who_owes_it_is_told(
    session: Session, two: tuple[Actor, Actor]
) -> None:
    claim = builders.claim(session, builders.person(session), 300_00, fee=100_00)
    other = builders.person(session)
    session.add(Liability(claim_id=claim.id, person_id=other.id, since=DAY))
    proposal = put_forward(session, claim)
    say(session, two[0], proposal)
    assert builders.owed(session, claim) == 400_00
    with pytest.raises(NotNow, match="error-second-person"):
        say(session, two[0], proposal)
    say(session, two[1], proposal)
    assert builders.owed(session, claim) == 0
    letters = session.exec(select(Letter).where(Letter.claim_id == claim.id)).all()
    assert {letter.person_id for letter in letters} == {claim.person_id, other.id}
    assert {letter.content["amount"] for letter in letters} == {400_00}


def test_the_second_yes_is_of_somebody_who_can_sign(session: Session) -> None:
    claim = builders.claim(session, builders.person(session), 300_00)
    proposal = put_forward(session, claim)
    first, second = (staff_actor(builders.staff(session)) for _ in range(2))
    say(session, first, proposal)
    with pytest.raises(NotNow, match="error-senior-signs"):
        say(session, second, proposal)
    assert builders.owed(session, claim) == 300_00


def test_two_people_take_it_back_and_the_claim_is_owed_again_part_by_part(
    session: Session, two: tuple[Actor, Actor]
) -> None:
    claim = builders.claim(session, builders.person(session), 300_00, fee=100_00)
    proposal = put_forward(session, claim)
    for staff in two:
        say(session, staff, proposal)
    back = Answer("undo", "The estate was found after all.", proposal.version)
    undo(session, TOWN, two[0], proposal.ref, back, now=NOW, on=DAY)
    asked = session.exec(select(Proposal).where(Proposal.kind == "write-off-undo")).one()
    assert builders.owed(session, claim) == 0
    with pytest.raises(NotNow, match="error-second-person"):
        say(session, two[0], asked)
    say(session, two[1], asked)
    assert builders.owed(session, claim) == 400_00


def test_what_was_credited_after_a_write_off_is_not_owed_again(
    session: Session, two: tuple[Actor, Actor]
) -> None:
    claim = builders.claim(session, builders.person(session), 300_00)
    proposal = put_forward(session, claim)
    for staff in two:
        say(session, staff, proposal)
    wrong = Wanted("credit", claim.id or 0, 200_00, "correction", DAY)
    credit(session, wrong, now=NOW, actor="staff:x")
    undo(session, TOWN, two[0], proposal.ref, Answer("undo", WHY, 3), now=NOW, on=DAY)
    asked = session.exec(select(Proposal).where(Proposal.kind == "write-off-undo")).one()
    say(session, two[1], asked)
    assert builders.owed(session, claim) == 100_00


@pytest.mark.parametrize("says", ["no", "later"])
def test_no_and_later_leave_the_claim_as_it_is(
    session: Session, two: tuple[Actor, Actor], says: str
) -> None:
    claim = builders.claim(session, builders.person(session))
    proposal = put_forward(session, claim)
    say(session, two[0], proposal, says)
    assert (proposal.state, builders.owed(session, claim)) == (says, 100_00)


def test_a_no_can_be_taken_back_and_then_needs_two_again(
    session: Session, two: tuple[Actor, Actor]
) -> None:
    proposal = put_forward(session, builders.claim(session, builders.person(session)))
    say(session, two[0], proposal, "no")
    undo(session, TOWN, two[1], proposal.ref, Answer("undo", WHY, 2), now=NOW, on=DAY)
    assert (proposal.state, proposal.first_by) == ("open", None)


def test_of_two_who_answer_at_once_the_second_is_told(database: Database) -> None:
    with database.unit_of_work() as session:
        proposal = put_forward(session, builders.claim(session, builders.person(session)))
        staff = [staff_actor(builders.staff(session, "senior")) for _ in range(2)]
        seen = proposal.version
    with database.unit_of_work() as session:
        say(session, staff[0], proposal, "no", seen)
    with pytest.raises((Conflict, NotNow)), database.unit_of_work() as session:
        say(session, staff[1], proposal, "yes", seen)
    with database.reading() as session:
        kept = session.exec(select(Proposal)).one()
        assert (kept.state, kept.second_by) == ("no", None)


def test_a_paid_claim_cannot_be_written_off_and_the_answer_is_not_kept(
    database: Database,
) -> None:
    with database.unit_of_work() as session:
        claim = builders.claim(session, builders.person(session))
        proposal = put_forward(session, claim)
        staff = [staff_actor(builders.staff(session, "senior")) for _ in range(2)]
        say(session, staff[0], proposal)
        builders.pay(session, claim, 100_00)
    with pytest.raises(NotNow, match="error-nothing-owed"), database.unit_of_work() as session:
        say(session, staff[1], proposals.by_ref(session, proposal.ref))
    with database.reading() as session:
        assert session.exec(select(Proposal)).one().state == "open"
