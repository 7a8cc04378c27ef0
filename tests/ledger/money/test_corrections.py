"""A claim that was charged wrongly is corrected by a person, a large one by two."""

import pytest
from sqlmodel import Session, select

from portal.check import broken
from portal.errors import NotAllowed, NotNow
from portal.ledger import corrections
from portal.ledger.corrections import Correction
from portal.ledger.models import Claim
from portal.ledger.movements import movements
from portal.ledger.waiting import waiting_money
from portal.municipality import load
from portal.people.actors import Actor, staff_actor
from portal.people.outbox import Outgoing
from tests import builders
from tests.builders import DAY, NOW
from tests.payments import amounts, comes_in, worker

OSS = load("oss")
LIMIT = OSS.terms.number("correction_alone", DAY)


@pytest.fixture
def claim(session: Session) -> Claim:
    return builders.claim(session, builders.person(session), 2_000_00, fee=9_00)


def correct(
    session: Session,
    claim: Claim,
    what: str,
    amount: int,
    staff: Actor | None = None,
    key: str = "k",
) -> bool:
    wanted = Correction(key, claim.ref, what, amount, "The unit counted a month twice")
    done = corrections.correct(session, OSS, staff or worker(session), wanted, now=NOW, on=DAY)
    assert broken(session) == []
    return done


@pytest.mark.parametrize(
    ("what", "amount", "left"),
    [("too_high", 100_00, 1_909_00), ("too_low", 100_00, 2_109_00), ("fee", 9_00, 2_000_00)],
)
def test_a_small_correction_is_done_by_one_person_and_told(
    session: Session, claim: Claim, what: str, amount: int, left: int
) -> None:
    assert correct(session, claim, what, amount)
    assert builders.owed(session, claim) == left
    (message,) = session.exec(select(Outgoing)).all()
    assert message.kind == f"correction-{what.replace('_', '-')}"


def test_the_same_form_sent_twice_corrects_once(session: Session, claim: Claim) -> None:
    correct(session, claim, "too_low", 100_00)
    assert correct(session, claim, "too_low", 100_00)
    assert builders.owed(session, claim) == 2_109_00


def test_a_correction_never_takes_more_than_was_charged(session: Session, claim: Claim) -> None:
    for what, most in (("too_high", 2_000_00), ("fee", 9_00)):
        with pytest.raises(NotNow, match="error-credit-too-much"):
            correct(session, claim, what, most + 1, key=what)


def test_what_was_paid_too_much_waits_for_the_payer(session: Session) -> None:
    claim = builders.claim(session, builders.person(session), 100_00)
    comes_in(session, 100_00, claim.payment_reference)
    correct(session, claim, "too_high", 20_00)
    assert builders.owed(session, claim) == 0
    assert amounts(waiting_money(session)) == [20_00]


def test_a_claim_handed_over_is_not_corrected_here(session: Session, claim: Claim) -> None:
    claim.stage = "transferred"
    session.flush()
    with pytest.raises(NotNow, match="error-claim-transferred"):
        correct(session, claim, "too_low", 1_00)


def test_a_large_correction_needs_a_second_person(session: Session, claim: Claim) -> None:
    first = worker(session)
    assert not correct(session, claim, "too_high", LIMIT + 1, first)
    assert builders.owed(session, claim) == 2_009_00
    ((proposal, about),) = corrections.waiting(session)
    assert about.id == claim.id
    given = {"seen": proposal.version, "now": NOW, "on": DAY}
    with pytest.raises(NotNow, match="error-second-person"):
        corrections.answer(session, first, proposal, "yes", "Seen", **given)
    assert corrections.answer(session, worker(session), proposal, "yes", "Seen", **given)
    assert builders.owed(session, claim) == 2_009_00 - LIMIT - 1
    assert corrections.waiting(session) == []


def test_up_to_the_limit_one_person_is_enough(session: Session, claim: Claim) -> None:
    assert correct(session, claim, "too_high", LIMIT)


def test_a_no_of_the_second_leaves_the_claim(session: Session, claim: Claim) -> None:
    correct(session, claim, "too_high", LIMIT + 1)
    ((proposal, _),) = corrections.waiting(session)
    given = {"seen": proposal.version, "now": NOW, "on": DAY}
    assert not corrections.answer(session, worker(session), proposal, "no", "Not so", **given)
    assert builders.owed(session, claim) == 2_009_00


def test_a_unit_corrects_nothing(session: Session, claim: Claim) -> None:
    unit = staff_actor(builders.staff(session, "decentral_unit", "Parks"))
    with pytest.raises(NotAllowed):
        correct(session, claim, "fee", 9_00, unit)


def test_the_account_of_the_claim_shows_each_correction(session: Session, claim: Claim) -> None:
    correct(session, claim, "too_low", 100_00)
    assert movements(session, claim.id)[-1].kind == "write_up"
