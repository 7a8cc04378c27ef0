"""Money whose claim is not known: a person matches it, and can take that back."""

import pytest
from sqlmodel import Session, select

from portal.check import broken
from portal.errors import NotFound, NotNow
from portal.ledger.models import Claim
from portal.ledger.movements import movements
from portal.ledger.sources import Source
from portal.ledger.statements import take_statement
from portal.ledger.suspense import Act, match, undo_match
from portal.ledger.waiting import matched_money, waiting_money
from portal.people.models import AuditEvent, Person
from tests import builders
from tests.builders import DAY, NOW, ORDER, line, statement

STAFF = "staff:one"
ACT = Act(ORDER, NOW, STAFF)


@pytest.fixture
def owner(session: Session) -> Person:
    return builders.person(session)


@pytest.fixture
def claim(session: Session, owner: Person) -> Claim:
    return builders.claim(session, owner, 100_00, fee=9_00)


def comes_in(session: Session, amount: int, reference: str = "") -> int:
    """Money comes in; return the bank line it is on."""
    known = {row.id for row in waiting_money(session)}
    told = statement(line(amount, reference, counterparty_name="J. Test"), number=str(len(known)))
    taken = {"file_name": "day.sta", "currency": "EUR", "order": ORDER, "on": DAY, "now": NOW}
    take_statement(session, told, actor="import", **taken)
    return max(
        [row.id for row in waiting_money(session)]
        + [row.source.id for row in matched_money(session)]
    )


def put(session: Session, line_id: int, claim: Claim, amount: int | None = None) -> int:
    return match(session, Source.line(line_id), claim.ref, ACT, amount)


def take_back(session: Session, line_id: int, claim: Claim) -> int:
    return undo_match(session, Source.line(line_id), claim.ref, ACT)


def waiting(session: Session) -> list[tuple[int, int]]:
    return [(row.id, row.waiting) for row in waiting_money(session)]


def assert_sound(session: Session) -> None:
    assert broken(session) == []


def test_what_waits_is_shown_with_all_a_person_needs_to_know(session: Session) -> None:
    comes_in(session, 50_00)
    (row,) = waiting_money(session)
    assert (row.came_on, row.amount, row.waiting) == (DAY, 50_00, 50_00)
    assert (row.name, row.kind) == ("J. Test", "bank")


def test_a_person_matches_money_with_its_claim(session: Session, claim: Claim) -> None:
    line_id = comes_in(session, 50_00)
    assert put(session, line_id, claim) == 50_00
    assert builders.owed(session, claim) == 59_00
    assert waiting(session) == []
    assert_sound(session)


def test_a_match_counts_from_the_day_the_money_came(session: Session, claim: Claim) -> None:
    put(session, comes_in(session, 50_00), claim)
    assert [row.on for row in movements(session, claim.id) if row.kind == "match"] == [DAY, DAY]


def test_what_the_claim_does_not_need_goes_on_waiting(session: Session, claim: Claim) -> None:
    line_id = comes_in(session, 150_00)
    assert put(session, line_id, claim) == 109_00
    assert waiting(session) == [(line_id, 41_00)]


def test_one_payment_for_two_claims(session: Session, owner: Person, claim: Claim) -> None:
    other = builders.claim(session, owner, 30_00)
    line_id = comes_in(session, 50_00)
    assert put(session, line_id, claim, 20_00) == 20_00
    assert put(session, line_id, other) == 30_00
    assert waiting(session) == []
    assert_sound(session)


def test_nothing_is_matched_twice(session: Session, claim: Claim) -> None:
    line_id = comes_in(session, 50_00)
    put(session, line_id, claim)
    with pytest.raises(NotNow, match="error-nothing-waits"):
        put(session, line_id, claim)


def test_a_paid_claim_takes_nothing(session: Session, claim: Claim) -> None:
    line_id = comes_in(session, 50_00)
    builders.pay(session, claim, 109_00)
    with pytest.raises(NotNow, match="error-claim-closed"):
        put(session, line_id, claim)


def test_a_claim_handed_over_takes_nothing(session: Session, owner: Person) -> None:
    gone = builders.claim(session, owner, stage="transferred")
    with pytest.raises(NotNow, match="error-claim-transferred"):
        put(session, comes_in(session, 50_00), gone)


def test_unknown_lines_and_claims_are_not_found(session: Session, claim: Claim) -> None:
    with pytest.raises(NotFound):
        put(session, 404, claim)
    with pytest.raises(NotFound):
        match(session, Source.line(comes_in(session, 1)), "none", ACT)


def test_a_wrong_match_is_taken_back_by_rows_that_correct(session: Session, claim: Claim) -> None:
    line_id = comes_in(session, 50_00)
    put(session, line_id, claim)
    assert take_back(session, line_id, claim) == 50_00
    assert builders.owed(session, claim) == 109_00
    assert waiting(session) == [(line_id, 50_00)]
    kinds = [row.kind for row in movements(session, claim.id)]
    assert kinds == ["charge", "fee", "match", "match", "correction", "correction"]
    assert_sound(session)


def test_a_match_by_reference_is_taken_back_too(session: Session, claim: Claim) -> None:
    line_id = comes_in(session, 50_00, claim.payment_reference)
    assert [row.amount for row in matched_money(session)] == [50_00]
    assert take_back(session, line_id, claim) == 50_00
    assert matched_money(session) == []
    assert waiting(session) == [(line_id, 50_00)]
    assert_sound(session)


def test_match_and_undo_can_go_on(session: Session, owner: Person, claim: Claim) -> None:
    other = builders.claim(session, owner, 80_00)
    line_id = comes_in(session, 50_00)
    for debt in (claim, other, claim):
        put(session, line_id, debt)
        take_back(session, line_id, debt)
    put(session, line_id, other)
    assert (builders.owed(session, claim), builders.owed(session, other)) == (109_00, 30_00)
    assert_sound(session)


def test_what_was_not_matched_is_not_undone(session: Session, claim: Claim) -> None:
    line_id = comes_in(session, 50_00)
    with pytest.raises(NotNow, match="error-nothing-matched"):
        take_back(session, line_id, claim)


def test_who_matched_and_who_took_it_back_is_on_record(session: Session, claim: Claim) -> None:
    line_id = comes_in(session, 50_00)
    put(session, line_id, claim)
    take_back(session, line_id, claim)
    events = session.exec(
        select(AuditEvent).where(AuditEvent.subject == f"claim:{claim.ref}")
    ).all()
    assert [(told.act, told.actor) for told in events] == [
        ("payment:match", STAFF),
        ("payment:unmatch", STAFF),
    ]
