"""Remission for one of several who owe a claim: the others are not freed, unless that is said."""

import pytest
from sqlmodel import Session, col, select

from portal.cases import drafts
from portal.cases.models import Case, Letter
from portal.cases.sending import send
from portal.check import broken
from portal.errors import NotFound
from portal.ledger import balances, claims
from portal.ledger.joint import naming
from portal.ledger.joint.liable import By
from portal.ledger.models import Claim
from portal.people.actors import Actor, person_actor, staff_actor
from portal.people.models import Person
from tests import builders
from tests.builders import DAY, NOW
from tests.cases.test_deciding import MORE, POOR, TOWN, ruled, sent


@pytest.fixture
def other(session: Session) -> Person:
    return builders.person(session)


@pytest.fixture
def asked(session: Session, other: Person) -> tuple[Case, Actor, Actor]:
    """A request for remission of a claim of 1,000.00 that somebody else owes too."""
    case, resident, worker = sent(session, "remission")
    by = By(worker, "They lived together then.", NOW, DAY)
    naming.name_one_more(session, by, claim(session), other)
    return case, resident, worker


def claim(session: Session) -> Claim:
    return session.exec(select(Claim)).one()


def owes(session: Session, person_id: int | None) -> int:
    return sum(view.balance for view in claims.views(session, person_id or 0, DAY))


def letter(session: Session) -> Letter:
    return session.exec(select(Letter).order_by(col(Letter.id).desc())).first()  # type: ignore[return-value]


def sound(session: Session) -> list[str]:
    return broken(session)


def test_who_asked_is_let_off_and_the_other_still_owes_all(
    session: Session, asked: tuple[Case, Actor, Actor], other: Person
) -> None:
    case, resident, worker = asked
    decision = ruled(session, case, worker)
    assert (owes(session, resident.id), owes(session, other.id)) == (0, 1_000_00)
    assert balances.of_claim(session, claim(session).id or 0).total == 1_000_00
    assert decision.waived == 1_000_00
    written = letter(session)
    assert (written.person_id, written.content["others_owe"]) == (resident.id, True)
    assert sound(session) == []


def test_a_part_let_go_is_let_go_for_who_asked(
    session: Session, asked: tuple[Case, Actor, Actor], other: Person
) -> None:
    case, resident, worker = asked
    ruled(session, case, worker, outcome="granted_partly", waived=400_00)
    assert (owes(session, resident.id), owes(session, other.id)) == (600_00, 1_000_00)
    assert balances.of_claim(session, claim(session).id or 0).total == 1_000_00
    assert sound(session) == []


def test_the_claim_goes_when_the_last_one_is_let_off(
    session: Session, asked: tuple[Case, Actor, Actor], other: Person
) -> None:
    case, _, worker = asked
    ruled(session, case, worker)
    ruled(session, asks_too(session, other), worker)
    assert balances.of_claim(session, claim(session).id or 0).total == 0
    assert letter(session).content["others_owe"] is False
    assert sound(session) == []


def test_staff_can_say_that_it_is_for_everyone(
    session: Session, asked: tuple[Case, Actor, Actor], other: Person
) -> None:
    case, resident, worker = asked
    ruled(session, case, worker, everyone=True)
    assert (owes(session, resident.id), owes(session, other.id)) == (0, 0)
    assert balances.of_claim(session, claim(session).id or 0).total == 0
    assert letter(session).content["others_owe"] is False


def test_each_asks_about_the_claims_they_owe_and_no_others(
    session: Session, asked: tuple[Case, Actor, Actor], other: Person
) -> None:
    about = [claim(session).ref]
    own = drafts.begin(session, person_actor(other), "deferral", about, NOW)
    assert own.person_id == other.id
    with pytest.raises(NotFound):
        drafts.own_case(session, person_actor(other), asked[0].ref)
    worker = staff_actor(builders.staff(session))
    naming.release(session, By(worker, "A mistake.", NOW, DAY), claim(session), other)
    with pytest.raises(NotFound):
        own_again(session, other, about)


def own_again(session: Session, person: Person, about: list[str]) -> Case:
    other = builders.claim(session, person)
    return drafts.begin(session, person_actor(person), "plan", [*about, other.ref], NOW)


def asks_too(session: Session, person: Person) -> Case:
    """A request for remission by one who owes the claim there is."""
    resident = person_actor(person)
    case = drafts.begin(session, resident, "remission", [claim(session).ref], NOW)
    for question, value in (POOR | MORE).items():
        drafts.answer(session, case, question, value, NOW)
    given = {"seen": case.version, "warnings": {}, "language": "en", "now": NOW, "on": DAY}
    send(session, TOWN, resident, case, **given)  # type: ignore[arg-type]
    return case
