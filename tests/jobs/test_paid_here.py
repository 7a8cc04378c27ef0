"""Money that came here after the hand-over: on the claim, told to the collector, and back again."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from portal.check import broken
from portal.errors import NotNow
from portal.jobs.handover import files, paid_here
from portal.jobs.handover.changing import Change, change
from portal.ledger import balances, suspense
from portal.ledger.handover import events, reading
from portal.ledger.handover.models import HandOver
from portal.ledger.models import BankLine, Claim
from portal.ledger.sources import Source
from portal.ledger.statements import take_statement
from portal.ledger.suspense import Act
from portal.people.actors import staff_actor
from tests import builders
from tests.builders import ORDER, line, statement
from tests.jobs import handing
from tests.jobs.handing import ON, at

CAME, TODAY = ON + timedelta(days=1), ON + timedelta(days=3)
ACT = Act(ORDER, at(TODAY), "staff:x")


def sent(session: Session) -> tuple[Claim, HandOver]:
    claim = handing.reminded(session)
    (hand_over,) = handing.handed_over(session, [claim])
    return claim, hand_over


def paid(session: Session, amount: int, claim: Claim) -> Source:
    """The debtor pays by the old reference; the money waits."""
    came = line(amount, claim.payment_reference, booked_on=CAME)
    told = {"currency": "DKK", "order": ORDER, "on": TODAY, "now": at(TODAY), "actor": "import"}
    take_statement(session, statement(came, currency="DKK"), file_name="day.xml", **told)  # type: ignore[arg-type]
    (row,) = session.exec(select(BankLine)).all()
    return Source.line(row.id or 0)


def put(session: Session, source: Source, claim: Claim) -> int:
    return paid_here.put(session, source, claim.ref, ACT, on=TODAY)


def take_off(session: Session, source: Source, claim: Claim) -> int:
    return paid_here.take_off(session, source, claim.ref, ACT, on=TODAY)


def left(session: Session, claim: Claim) -> int:
    return balances.of_claim(session, claim.id or 0).total


def moved(session: Session, hand_over: HandOver) -> list[tuple[str, int, str]]:
    told = events.of(session, hand_over.id or 0)
    return [(one.kind, one.amount, one.reason) for one in told if one.component]


def test_the_debtor_owes_less_and_the_collector_is_told_of_as_much(session: Session) -> None:
    claim, hand_over = sent(session)
    source = paid(session, 200_00, claim)
    assert put(session, source, claim) == 200_00
    assert (left(session, claim), balances.in_suspense(session, source)) == (300_00, 0)
    assert moved(session, hand_over) == [("written_down", 200_00, "paid_here")]
    (row,) = files.changes(session, TODAY)
    assert row[2:] == (
        *("written_down", TODAY.isoformat(), "principal", "200.00", "paid_here"),
        CAME.isoformat(),
    )
    assert not broken(session)


def test_taken_back_the_money_waits_and_the_collector_has_it_all_again(session: Session) -> None:
    claim, hand_over = sent(session)
    source = paid(session, 200_00, claim)
    put(session, source, claim)
    assert take_off(session, source, claim) == 200_00
    assert (left(session, claim), balances.in_suspense(session, source)) == (500_00, 200_00)
    assert moved(session, hand_over)[1:] == [("written_up", 200_00, "payment_undone")]
    put(session, source, claim)
    assert left(session, claim) == 300_00
    assert not broken(session)


def test_what_the_claim_does_not_need_goes_on_waiting(session: Session) -> None:
    claim, _ = sent(session)
    source = paid(session, 600_00, claim)
    assert put(session, source, claim) == 500_00
    assert (left(session, claim), balances.in_suspense(session, source)) == (0, 100_00)
    with pytest.raises(NotNow):
        put(session, source, claim)


def test_what_was_paid_before_the_hand_over_does_not_come_off_like_this(session: Session) -> None:
    claim = handing.reminded(session)
    source = paid(session, 200_00, claim)
    suspense_left = balances.in_suspense(session, source)
    assert (suspense_left, left(session, claim)) == (0, 300_00)
    handing.handed_over(session, [claim])
    assert paid_here.stands(session, source, claim) == 0
    with pytest.raises(NotNow):
        take_off(session, source, claim)


def test_a_claim_that_is_ours_takes_money_the_usual_way(session: Session) -> None:
    claim, hand_over = sent(session)
    source = paid(session, 200_00, claim)
    put(session, source, claim)
    seen = len(events.of(session, hand_over.id or 0))
    wanted = Change("recall", "settled", "It is settled here.", seen)
    staff = staff_actor(builders.staff(session))
    change(session, staff, hand_over.reference, wanted, on=TODAY, now=at(TODAY))
    with pytest.raises(NotNow):
        take_off(session, source, claim)
    assert suspense.undo_match(session, source, claim.ref, ACT) == 200_00
    assert left(session, claim) == 500_00


def test_of_a_claim_handed_over_before_it_came_here_nothing_is_told(session: Session) -> None:
    claim = handing.reminded(session, stage="transferred", transferred_on=ON, reminded_on=None)
    source = paid(session, 200_00, claim)
    assert not paid_here.can_tell(session, claim.id or 0)
    assert put(session, source, claim) == 200_00
    assert reading.running(session, claim.id or 0) is None
    assert take_off(session, source, claim) == 200_00
    assert left(session, claim) == 500_00
