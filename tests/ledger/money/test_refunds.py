"""Money paid back: one proposes, another signs, the bank's statement tells that it left."""

from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from portal.check import broken
from portal.errors import Conflict, NotNow
from portal.ledger.models import Claim
from portal.ledger.refunds import bank, books, files, proposing
from portal.ledger.refunds.models import Refund
from portal.ledger.sources import Source
from portal.ledger.suspense import match
from portal.ledger.waiting import waiting_money
from portal.people.models import AuditEvent
from portal.people.outbox import Outgoing
from tests import builders
from tests.builders import DAY, NOW, line
from tests.payments import ACT, IBAN, amounts, approve, booked, comes_in, proposed, worker


@pytest.fixture
def claim(session: Session) -> Claim:
    return builders.claim(session, builders.person(session), 100_00)


@pytest.fixture
def too_much(session: Session, claim: Claim) -> Source:
    """A payment of which 30.00 was too much."""
    return comes_in(session, 130_00, claim.payment_reference)


def waits(session: Session) -> list[int]:
    assert broken(session) == []
    return amounts(waiting_money(session))


def told(session: Session) -> list[str]:
    return list(session.exec(select(Outgoing.kind).order_by(Outgoing.id)))  # type: ignore[arg-type]


def test_money_leaves_when_two_people_signed_and_the_statement_shows_it(
    session: Session, claim: Claim, too_much: Source
) -> None:
    refund = proposed(session, too_much, 30_00, claim_ref=claim.ref)
    assert waits(session) == [30_00]
    approve(session, refund)
    assert waits(session) == []
    booked(session, line(-30_00, end_to_end=refund.reference))
    session.refresh(refund)
    assert (refund.state, refund.paid_on) == ("paid", DAY)
    assert waits(session) == []
    assert told(session) == ["refund-approved", "refund-paid"]


def test_nobody_signs_their_own(session: Session, too_much: Source) -> None:
    refund = proposed(session, too_much, 30_00)
    me = worker(session)
    refund.proposed_by = me.signature
    session.flush()
    with pytest.raises(NotNow, match="error-second-person"):
        approve(session, refund, me)
    with pytest.raises(NotNow, match="error-second-person"):
        proposing.reject(session, me, refund, "No", seen=1, now=NOW)


def test_the_database_refuses_two_signatures_of_one_person(
    session: Session, too_much: Source
) -> None:
    refund = approve(session, proposed(session, too_much, 30_00))
    with pytest.raises(IntegrityError):
        session.exec(
            update(Refund).where(Refund.id == refund.id).values(answered_by=refund.proposed_by)
        )


def test_the_database_refuses_to_approve_without_a_signature(
    session: Session, too_much: Source
) -> None:
    refund = proposed(session, too_much, 30_00)
    with pytest.raises(IntegrityError):
        session.exec(update(Refund).where(Refund.id == refund.id).values(state="approved"))


def test_a_no_has_a_reason_and_leaves_the_money_waiting(session: Session, too_much: Source) -> None:
    refund = proposed(session, too_much, 30_00)
    with pytest.raises(NotNow, match="error-reason-needed"):
        proposing.reject(session, worker(session), refund, " ", seen=1, now=NOW)
    proposing.reject(session, worker(session), refund, "It is for July", seen=1, now=NOW)
    assert (refund.state, waits(session)) == ("rejected", [30_00])


@pytest.mark.parametrize("bad", ["", "NL91ABNA0417164301", "NL91", "x" * 40])
def test_an_account_that_cannot_exist_is_refused(
    session: Session, too_much: Source, bad: str
) -> None:
    with pytest.raises(NotNow, match="error-iban"):
        proposed(session, too_much, 30_00, account=bad)


def test_a_nemkonto_needs_no_account(session: Session, too_much: Source) -> None:
    refund = proposed(session, too_much, 30_00, way="nemkonto", account="")
    assert refund.payee_account == ""


def test_no_more_than_waits_and_no_money_twice(session: Session, too_much: Source) -> None:
    with pytest.raises(NotNow, match="error-refund-too-much"):
        proposed(session, too_much, 31_00)
    proposed(session, too_much, 20_00)
    with pytest.raises(NotNow, match="error-refund-too-much"):
        proposed(session, too_much, 11_00)


def test_what_was_matched_meanwhile_is_not_paid_back(session: Session, too_much: Source) -> None:
    refund = proposed(session, too_much, 30_00)
    other = builders.claim(session, builders.person(session), 25_00)
    match(session, too_much, other.ref, ACT)
    with pytest.raises(NotNow, match="error-nothing-waits"):
        approve(session, refund)


def test_until_it_is_paid_it_can_be_taken_back(session: Session, too_much: Source) -> None:
    for stage in ("proposed", "approved"):
        refund = proposed(session, too_much, 30_00)
        if stage == "approved":
            approve(session, refund)
        given = {"seen": refund.version, "now": NOW, "on": DAY}
        proposing.undo(session, worker(session), refund, **given)
        assert (refund.state, waits(session)) == ("undone", [30_00])


def test_what_is_paid_is_not_taken_back(session: Session, too_much: Source) -> None:
    refund = approve(session, proposed(session, too_much, 30_00))
    booked(session, line(-30_00, refund.reference))
    session.refresh(refund)
    with pytest.raises(NotNow, match="error-refund-closed"):
        proposing.undo(session, worker(session), refund, seen=refund.version, now=NOW, on=DAY)


def test_money_paid_on_the_wrong_claim_comes_off_it_when_it_is_signed(
    session: Session, claim: Claim
) -> None:
    wrong = comes_in(session, 60_00, claim.payment_reference)
    refund = proposed(session, wrong, 60_00, claim_ref=claim.ref, off_claim=True)
    assert builders.owed(session, claim) == 40_00
    approve(session, refund)
    assert builders.owed(session, claim) == 100_00
    booked(session, line(-60_00, text=f"Terug {refund.reference} dank u"))
    assert waits(session) == []


@pytest.mark.parametrize(
    "out",
    [
        lambda refund: line(-29_00, refund.reference),
        lambda refund: line(-30_00, "RF18539007547034"),
        lambda refund: line(-30_00),
    ],
)
def test_another_amount_or_reference_is_not_this_refund(
    session: Session, too_much: Source, out: Callable[[Refund], object]
) -> None:
    refund = approve(session, proposed(session, too_much, 30_00))
    booked(session, out(refund))
    session.refresh(refund)
    assert refund.state == "approved"
    assert waits(session) == []


def test_a_person_names_the_line_on_which_it_left(session: Session, too_much: Source) -> None:
    refund = approve(session, proposed(session, too_much, 30_00))
    other, out = booked(session, line(-31_00)), booked(session, line(-30_00, text="by hand"))
    with pytest.raises(NotNow, match="error-line-not-fitting"):
        bank.pay_by_hand(session, refund, other.id, ACT)
    assert [one.id for one in bank.fitting_lines(session, refund)] == [out.id]
    bank.pay_by_hand(session, refund, out.id, ACT)
    assert (refund.state, waits(session)) == ("paid", [])
    with pytest.raises(NotNow, match="error-refund-closed"):
        bank.pay_by_hand(session, refund, out.id, ACT)


def test_money_the_other_bank_sends_back_waits_again(
    session: Session, claim: Claim, too_much: Source
) -> None:
    refund = approve(session, proposed(session, too_much, 30_00, claim_ref=claim.ref))
    booked(session, line(-30_00, refund.reference))
    booked(session, line(30_00, text=f"RETURN {refund.reference}", is_reversal=True))
    session.refresh(refund)
    assert (refund.state, waits(session)) == ("returned", [30_00])
    assert told(session)[-1] == "refund-returned"
    approve(session, proposed(session, too_much, 30_00))


def test_the_second_of_two_people_is_told(session: Session, too_much: Source) -> None:
    refund = proposed(session, too_much, 30_00)
    session.expunge(refund)
    approve(session, books.by_ref(session, refund.ref))
    with pytest.raises(Conflict):
        approve(session, refund)


def test_a_file_holds_each_refund_once(session: Session, too_much: Source) -> None:
    refund = approve(session, proposed(session, too_much, 20_00))
    file = files.make(session, worker(session), now=NOW)
    with pytest.raises(NotNow, match="error-no-refunds"):
        files.make(session, worker(session), now=NOW)
    _, transfers = files.content(session, file.ref)
    assert [(one.reference, one.amount, one.account) for one in transfers] == [
        (refund.reference, 20_00, IBAN)
    ]
    proposing.undo(session, worker(session), refund, seen=refund.version, now=NOW, on=DAY)
    assert files.content(session, file.ref)[1] == []


def test_the_record_names_no_account_and_no_name(session: Session, too_much: Source) -> None:
    approve(session, proposed(session, too_much, 30_00))
    events = [event for event in session.exec(select(AuditEvent)) if "refund" in event.act]
    assert [event.act for event in events] == ["refund:propose", "refund:approved"]
    assert all(IBAN not in f"{event.subject}{event.detail}" for event in events)
