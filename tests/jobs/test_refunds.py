"""At night what was paid too much is made ready to be paid back; people decide the rest."""

import pytest
from sqlmodel import Session, select

from portal.check import broken
from portal.jobs.night import Chunk, Night
from portal.jobs.refunds import STEPS
from portal.ledger.models import Claim
from portal.ledger.refunds import proposing
from portal.ledger.refunds.models import Refund
from portal.ledger.suspense import match
from portal.municipality import load
from tests import builders
from tests.builders import DAY, NOW
from tests.payments import ACT, IBAN, comes_in, proposed, worker

OSS = load("oss")
FLOOR = OSS.terms.number("refund_floor", DAY)


@pytest.fixture
def claim(session: Session) -> Claim:
    return builders.claim(session, builders.person(session), 100_00)


def night(session: Session) -> list[tuple[int, str]]:
    """Go through the steps; return what is ready."""
    for step in STEPS:
        step.work(session, Night(OSS, DAY, NOW), Chunk(1, 10**9))
    assert broken(session) == []
    ready = session.exec(select(Refund).where(Refund.state == "prepared")).all()
    return [(one.amount, one.payee_account) for one in ready]


def too_much(session: Session, claim: Claim, by: int, account: str = IBAN) -> None:
    paid = 100_00 + by
    comes_in(session, paid, claim.payment_reference, counterparty_account=account)


def test_what_was_too_much_is_made_ready_once(session: Session, claim: Claim) -> None:
    too_much(session, claim, 30_00)
    assert night(session) == [(30_00, IBAN)]
    assert night(session) == [(30_00, IBAN)]
    assert len(session.exec(select(Refund)).all()) == 1


@pytest.mark.parametrize(("by", "ready"), [(FLOOR, True), (FLOOR - 1, False)])
def test_from_the_municipalitys_least_amount_on(
    session: Session, claim: Claim, by: int, *, ready: bool
) -> None:
    too_much(session, claim, by)
    assert bool(night(session)) is ready


def test_an_account_that_is_none_is_left_for_a_person(session: Session, claim: Claim) -> None:
    too_much(session, claim, 30_00, account="P001234567")
    assert night(session) == [(30_00, "")]


def test_money_without_a_claim_is_not_too_much(session: Session) -> None:
    comes_in(session, 30_00, counterparty_account=IBAN)
    assert night(session) == []


def test_what_was_matched_since_falls_away(session: Session, claim: Claim) -> None:
    too_much(session, claim, 30_00)
    night(session)
    other = builders.claim(session, builders.person(session), 30_00)
    source = proposing.Source(session.exec(select(Refund.bank_line_id)).one())
    match(session, source, other.ref, ACT)
    assert night(session) == []


def test_a_no_of_a_person_is_not_asked_again(session: Session, claim: Claim) -> None:
    too_much(session, claim, 30_00)
    night(session)
    refund = session.exec(select(Refund)).one()
    proposing.undo(session, worker(session), refund, seen=1, now=NOW, on=DAY)
    assert night(session) == []


def test_what_a_person_proposes_takes_the_place_of_what_was_ready(
    session: Session, claim: Claim
) -> None:
    too_much(session, claim, 30_00)
    night(session)
    source = proposing.Source(session.exec(select(Refund.bank_line_id)).one())
    proposed(session, source, 30_00, claim_ref=claim.ref)
    assert night(session) == []
    states = sorted(refund.state for refund in session.exec(select(Refund)))
    assert states == ["proposed", "undone"]
