"""Half at once that lets much go: one proposes it, another signs, nobody signs their own."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from portal.cases.letters import letters_of
from portal.cases.matters import answering, second, settling
from portal.cases.matters.answering import Said
from portal.cases.matters.outcomes import last_outcome
from portal.cases.models import Case
from portal.db import Database
from portal.errors import NotNow
from portal.jobs import overtaken
from portal.jobs.answers import Answer, answer
from portal.jobs.night import Chunk, Night
from portal.ledger.records import Proposal
from portal.people.actors import Actor, person_actor, staff_actor
from tests import builders
from tests.builders import DAY, NOW
from tests.cases.matters.test_matters import OSS, WHY, Town

ABOVE = OSS.terms.number("sign_let_go_above", DAY)
SAID = Said("accepted", WHY, DAY + timedelta(days=28))


@pytest.fixture
def town(embedded: Database) -> Iterator[Town]:
    """Someone of whose debt half is a cent more than one person lets go."""
    with embedded.unit_of_work() as session:
        owner = builders.person(session)
        debt = builders.claim(session, owner, 2 * ABOVE + 2, kind="benefit_recovery")
        staff = [
            staff_actor(builders.staff(session, role)) for role in ("case_worker", "supervisor")
        ]
        yield Town(session, owner, [debt], person_actor(owner), *staff)


def waiting(town: Town) -> Proposal:
    return town.session.exec(select(Proposal).where(Proposal.kind == "settlement")).one()


def sign(town: Town, staff: Actor, says: str = "yes") -> None:
    made = waiting(town)
    given = Answer(says, "I looked at it as well.", made.version)
    answer(town.session, OSS, staff, made.ref, given, now=NOW, on=DAY)


def proposed(town: Town) -> Case:
    case = town.sent("settlement")
    assert second.answer(town.session, town.by(case), case, SAID) is None
    return case


def test_the_letter_goes_only_after_the_second_signature(town: Town) -> None:
    case = proposed(town)
    assert (case.state, letters_of(town.session, case_id=case.id)) == ("sent", [])
    assert waiting(town).detail["let_go"] == ABOVE + 1
    sign(town, town.other)
    town.session.refresh(case)
    last = last_outcome(town.session, case)
    assert last is not None
    assert (last.outcome, last.let_go, last.staff_id) == ("accepted", ABOVE + 1, town.worker.id)
    (letter,) = letters_of(town.session, case_id=case.id)
    assert letter.content["reason"] == WHY
    builders.pay(town.session, town.claims[0], ABOVE + 1)
    settling.settle(town.session, town.by(case), case)
    assert builders.owed(town.session, town.claims[0]) == 0
    assert town.broken() == []


def test_nobody_signs_their_own_nor_without_the_right(town: Town) -> None:
    proposed(town)
    with pytest.raises(NotNow, match="second-person"):
        sign(town, town.worker)
    with pytest.raises(NotNow, match="senior-signs"):
        sign(town, staff_actor(builders.staff(town.session)))


def test_who_said_no_first_neither_proposes_nor_signs_the_yes_after_the_objection(
    town: Town,
) -> None:
    case = town.sent("settlement")
    second.answer(town.session, town.by(case, town.other), case, Said("not_accepted", WHY))
    letter = letters_of(town.session, case_id=case.id)[0]
    objection = town.sent("objection", decision={"letter": letter.ref, "late": False})
    by = town.by(objection)
    answering.answer(town.session, by, objection, Said("accepted", WHY))
    answering.reopen(town.session, town.by(case), case, WHY)
    with pytest.raises(NotNow, match="decided-before"):
        second.answer(town.session, town.by(case, town.other), case, SAID)
    assert second.answer(town.session, town.by(case), case, SAID) is None
    with pytest.raises(NotNow, match="decided-before"):
        sign(town, town.other)


def test_while_it_waits_nothing_else_is_answered_and_a_no_opens_it_again(town: Town) -> None:
    case = proposed(town)
    with pytest.raises(NotNow, match="waits-for-signature"):
        second.answer(town.session, town.by(case), case, Said("not_accepted", WHY))
    sign(town, town.other, "no")
    second.answer(town.session, town.by(case), case, Said("not_accepted", WHY))
    assert case.state == "decided"


def test_more_than_was_proposed_is_not_signed(town: Town) -> None:
    case = proposed(town)
    made = waiting(town)
    made.detail = {**made.detail, "let_go": ABOVE}
    town.session.flush()
    with pytest.raises(NotNow, match="settlement-changed"):
        sign(town, town.other)
    assert case.state == "sent"


def test_what_lets_go_as_much_as_one_person_may_needs_one(town: Town) -> None:
    builders.pay(town.session, town.claims[0], 2)
    case = town.sent("settlement")
    assert second.answer(town.session, town.by(case), case, SAID) is not None
    assert case.state == "decided"


def test_it_leaves_the_list_when_the_request_is_taken_back(town: Town) -> None:
    case = proposed(town)
    case.state = "withdrawn"
    town.session.flush()
    overtaken.clear(town.session, Night(OSS, DAY, NOW), Chunk(0, 10**6))
    assert waiting(town).state == "void"
