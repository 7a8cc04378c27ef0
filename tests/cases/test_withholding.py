"""Withholding from a benefit: never more than the rules allow, and never without its notice."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from portal.cases import withholding
from portal.cases.models import Letter
from portal.errors import Conflict, NotFound, NotNow
from portal.ledger.models import Claim, Postponement
from portal.ledger.records import Interruption
from portal.ledger.setoff import arranging
from portal.ledger.setoff.allowed import Means
from portal.ledger.setoff.models import Withholding
from portal.ledger.setoff.monthly import to_withhold
from portal.municipality import load
from portal.people.actors import Actor, staff_actor
from portal.people.models import Person
from portal.people.outbox import Outgoing
from portal.rules.facts import Household
from tests import builders
from tests.builders import DAY, NOW

OSS = load("oss")
ALONE = Means(Household(), income=1_419_46)
MOST = 70_97
"""Five percent of the norm of someone alone in this half year."""
NEXT = date(2026, 12, 1)


@pytest.fixture
def person(session: Session) -> Person:
    return builders.person(session)


@pytest.fixture
def worker(session: Session) -> Actor:
    return staff_actor(builders.staff(session))


@pytest.fixture
def claims(session: Session, person: Person) -> list[Claim]:
    kind = {"kind": "benefit_recovery"}
    return [builders.claim(session, person, amount, **kind) for amount in (50_00, 900_00)]


def arrange(
    session: Session, worker: Actor, person: Person, claims: list[Claim], monthly: int = MOST
) -> Withholding:
    ids = [claim.id for claim in claims]
    return withholding.arrange(
        session, OSS, worker, person, ids, monthly, NEXT, ALONE, on=DAY, now=NOW
    )


def listed(session: Session, day: date = NEXT) -> list[tuple[str, int]]:
    return [(one.claim_number, one.amount) for one in to_withhold(session, OSS, day)]


def test_the_notice_names_the_claims_and_the_amount(
    session: Session, worker: Actor, person: Person, claims: list[Claim]
) -> None:
    arrange(session, worker, person, claims)
    letter = session.exec(select(Letter)).one()
    assert (letter.kind, letter.content["monthly"]) == ("withholding", MOST)
    assert [one["number"] for one in letter.content["claims"]] == [one.number for one in claims]
    assert letter.content["objection_until"] == "2026-12-14"
    told = session.exec(select(Outgoing)).one()
    assert (told.kind, told.letter_ref) == ("letter-withholding", letter.ref)
    acts = session.exec(select(Interruption.act)).all()
    assert list(acts) == ["set_off", "set_off"]


def test_a_cent_more_than_the_rules_allow_is_not_arranged(
    session: Session, worker: Actor, person: Person, claims: list[Claim]
) -> None:
    with pytest.raises(NotNow, match="error-withhold-too-much"):
        arrange(session, worker, person, claims, MOST + 1)
    assert session.exec(select(Letter)).all() == []


def test_why_no_more_is_kept_with_it(
    session: Session, worker: Actor, person: Person, claims: list[Claim]
) -> None:
    made = arrange(session, worker, person, claims, 40_00)
    (amount,) = arranging.amounts_of(session, made)
    assert (amount.monthly, amount.most) == (40_00, MOST)
    assert amount.basis["result"]["instalment"] == "70.97"
    assert amount.basis["facts"]["benefit_from_municipality"] is True


def test_what_an_attachment_could_take_is_a_limit_too(
    session: Session, person: Person, claims: list[Claim]
) -> None:
    ids = [claim.id for claim in claims]
    poor = Means(Household(), income=1_419_46, room=12_00)
    assert withholding.most(session, OSS, person.id, ids, poor, DAY).most == 12_00


def test_a_claim_is_withheld_for_once_and_only_ones_own(
    session: Session, worker: Actor, person: Person, claims: list[Claim]
) -> None:
    arrange(session, worker, person, claims[:1], 20_00)
    with pytest.raises(NotNow, match="error-withheld-already"):
        arrange(session, worker, person, claims, 20_00)
    with pytest.raises(NotFound):
        arrange(session, worker, builders.person(session), claims[1:], 20_00)


def test_the_list_of_a_month_never_asks_for_more_than_is_left(
    session: Session, worker: Actor, person: Person, claims: list[Claim]
) -> None:
    arrange(session, worker, person, claims)
    assert listed(session, DAY) == [], "it begins in December"
    assert listed(session) == [(claims[0].number, 50_00), (claims[1].number, 20_97)]
    builders.pay(session, claims[0], 45_00)
    assert listed(session) == [(claims[0].number, 5_00), (claims[1].number, 65_97)]


def test_nothing_is_withheld_while_there_is_more_time_to_pay(
    session: Session, worker: Actor, person: Person, claims: list[Claim]
) -> None:
    arrange(session, worker, person, claims)
    session.add(
        Postponement(
            claim_id=claims[0].id, from_on=DAY, until_on=date(2026, 12, 10), origin="case:x"
        )
    )
    assert listed(session) == [(claims[1].number, MOST)]
    assert listed(session, date(2027, 1, 5)) == [
        (claims[0].number, 50_00),
        (claims[1].number, 20_97),
    ]


def test_another_amount_and_the_end_each_have_their_letter(
    session: Session, worker: Actor, person: Person, claims: list[Claim]
) -> None:
    made = arrange(session, worker, person, claims)
    withholding.change(session, OSS, worker, made, 30_00, NEXT, ALONE, seen=1, on=DAY, now=NOW)
    assert listed(session) == [(claims[0].number, 30_00)]
    withholding.end(session, OSS, worker, made, NEXT, "You asked us to.", seen=2, on=DAY, now=NOW)
    assert listed(session) == []
    letters = session.exec(select(Letter).order_by(col(Letter.id)))
    assert [letter.content["act"] for letter in letters] == ["start", "change", "end"]
    with pytest.raises(NotNow):
        withholding.change(session, OSS, worker, made, 30_00, NEXT, ALONE, seen=3, on=DAY, now=NOW)


def test_the_second_of_two_people_is_told(
    session: Session, worker: Actor, person: Person, claims: list[Claim]
) -> None:
    made = arrange(session, worker, person, claims)
    withholding.change(session, OSS, worker, made, 30_00, NEXT, ALONE, seen=1, on=DAY, now=NOW)
    with pytest.raises(Conflict):
        withholding.change(session, OSS, worker, made, 20_00, NEXT, ALONE, seen=1, on=DAY, now=NOW)


def test_an_end_needs_a_reason(
    session: Session, worker: Actor, person: Person, claims: list[Claim]
) -> None:
    made = arrange(session, worker, person, claims)
    with pytest.raises(NotNow, match="error-reason-needed"):
        withholding.end(session, OSS, worker, made, NEXT, " ", seen=1, on=DAY, now=NOW)
