"""Claims as pages show them: kept apart by where they stand, and read in two statements at most."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session

from portal.errors import NotFound
from portal.ledger import claims, plans, postings
from portal.ledger.claims import ClaimView
from portal.ledger.models import Postponement
from portal.ledger.movements import movements
from portal.ledger.origin.floor import apart
from portal.municipality import load
from portal.people.models import Person
from tests import builders
from tests.builders import DAY, booking


@pytest.fixture
def owner(session: Session) -> Person:
    return builders.person(session)


def refs(views: tuple[ClaimView, ...] | list[ClaimView]) -> list[str]:
    return [view.ref for view in views]


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """Collect what is asked of the database."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_overview_keeps_claims_apart(session: Session, owner: Person) -> None:
    bill = builders.claim(session, owner, 40_00)
    reminded = builders.claim(session, owner, 30_00, stage="reminded", reminded_on=DAY)
    planned = builders.claim(session, owner, 100_00)
    gone = builders.claim(session, owner, 70_00, stage="transferred", transferred_on=DAY)
    paid = builders.claim(session, owner, 20_00)
    builders.plan(session, owner, [planned])
    builders.pay(session, paid, 20_00)
    builders.claim(session, builders.person(session), 999_00)
    seen = claims.overview(session, owner.id, DAY)
    assert refs(seen.open) == [bill.ref, reminded.ref]
    assert [view.phase for view in seen.open] == ["open", "reminded"]
    assert refs(seen.in_plan) == [planned.ref]
    assert refs(seen.transferred) == [gone.ref]
    assert refs(seen.closed) == [paid.ref]
    assert seen.total == 170_00
    assert [claim.balance for claim in seen.transferred] == [70_00]


def test_someone_without_claims_owes_nothing(session: Session, owner: Person) -> None:
    seen = claims.overview(session, owner.id, DAY)
    assert (seen.total, seen.first_due(), seen.open) == (0, None, ())


@pytest.mark.parametrize("number", [1, 10, 100])
def test_the_overview_asks_the_database_twice_whatever_there_is(
    session: Session, owner: Person, number: int
) -> None:
    made = [builders.claim(session, owner, 40_00) for _ in range(number)]
    for claim in made[::2]:
        builders.plan(session, owner, [claim])
    with statements(session) as asked:
        claims.overview(session, owner.id, DAY)
    assert len(asked) == 2


def test_one_claim_is_read_in_two_statements_too(session: Session, owner: Person) -> None:
    claim = builders.claim(session, owner)
    builders.plan(session, owner, [claim])
    with statements(session) as asked:
        claims.claim_for(session, owner.id, claim.ref, DAY)
    assert len(asked) == 2


def test_another_persons_claim_is_not_found(session: Session, owner: Person) -> None:
    strange = builders.claim(session, builders.person(session))
    with pytest.raises(NotFound):
        claims.claim_for(session, owner.id, strange.ref, DAY)


def test_another_persons_claim_is_not_seen_by_its_id(session: Session, owner: Person) -> None:
    own, strange = builders.claim(session, owner), builders.claim(session, builders.person(session))
    assert refs(claims.views(session, owner.id, DAY, only=[own.id, strange.id])) == [own.ref]


def test_a_plan_over_two_claims_shows_the_same_on_both(session: Session, owner: Person) -> None:
    pair = [builders.claim(session, owner, 60_00), builders.claim(session, owner, 40_00)]
    builders.plan(session, owner, pair, 25_00, first_due=date(2026, 12, 1))
    builders.pay(session, pair[0], 30_00)
    for claim in pair:
        plan = claims.claim_for(session, owner.id, claim.ref, DAY).plan
        assert plan is not None
        assert (plan.monthly, plan.total, plan.paid) == (25_00, 100_00, 30_00)
        assert (plan.progress.to_go, plan.progress.next_due) == (3, date(2027, 1, 1 + 3))


def test_a_claim_too_old_to_collect_is_shown_and_not_asked_for(
    session: Session, owner: Person
) -> None:
    builders.claim(session, owner, 70_00, time_bar_on=DAY)
    builders.claim(session, owner, 30_00)
    seen = claims.overview(session, owner.id, DAY)
    assert (len(seen.open), seen.total) == (2, 30_00)
    first = seen.first_due()
    assert first is not None
    assert first.balance == 30_00


def test_what_nobody_asks_for_stands_apart(session: Session, owner: Person) -> None:
    old = builders.claim(session, owner, 70_00, time_bar_on=DAY)
    small = builders.claim(session, owner, 24_99)
    least = builders.claim(session, owner, 25_00)
    planned = builders.claim(session, owner, 20_00)
    builders.plan(session, owner, [planned], 10_00)
    rest = builders.claim(session, owner, 40_00)
    builders.pay(session, rest, 30_00)
    seen = apart(load("norddjurs").policy, claims.overview(session, owner.id, DAY))
    assert set(refs(seen.not_collected)) == {old.ref, small.ref}
    assert set(refs(seen.open)) == {least.ref, rest.ref}
    assert refs(seen.in_plan) == [planned.ref]
    assert seen.total == 25_00 + 10_00 + 20_00
    seen = apart(load("oss").policy, claims.overview(session, owner.id, DAY))
    assert refs(seen.not_collected) == [old.ref]


def test_what_is_due_first_is_the_earliest_day_of_all(session: Session, owner: Person) -> None:
    builders.claim(session, owner, 40_00, due_on=DAY + timedelta(days=60))
    planned = builders.claim(session, owner, 100_00, due_on=DAY - timedelta(days=5))
    builders.plan(session, owner, [planned], 25_00, first_due=date(2026, 12, 1))
    first = claims.overview(session, owner.id, DAY).first_due()
    assert first is not None
    assert (first.ref, first.next_due, first.next_amount) == (planned.ref, date(2026, 12, 1), 25_00)


def test_more_time_moves_what_is_due(session: Session, owner: Person) -> None:
    claim = builders.claim(session, owner, 40_00, due_on=DAY)
    until = DAY + timedelta(days=90)
    session.add(Postponement(claim_id=claim.id, from_on=DAY, until_on=until, origin="case:x"))
    view = claims.claim_for(session, owner.id, claim.ref, DAY)
    assert (view.postponed_until, view.next_due) == (until, until)
    later = claims.claim_for(session, owner.id, claim.ref, until + timedelta(days=1))
    assert (later.postponed_until, later.next_due) == (None, DAY)


def test_a_claim_with_the_collector_has_nothing_due_here(session: Session, owner: Person) -> None:
    builders.claim(session, owner, 40_00, stage="transferred")
    seen = claims.overview(session, owner.id, DAY)
    assert seen.first_due() is None
    assert seen.transferred[0].next_amount == 0


def test_movements_come_in_order_with_what_was_left(session: Session, owner: Person) -> None:
    claim = builders.claim(session, owner, 100_00, arose_on=date(2026, 10, 1), fee=9_00)
    builders.pay(session, claim, 59_00, on=date(2026, 10, 20))
    postings.waive(session, claim.id, **booking("w", date(2026, 10, 30)))
    told = [
        (row.on.day, row.kind, row.component, row.amount, row.balance)
        for row in movements(session, claim.id)
    ]
    assert told == [
        (1, "charge", "principal", 100_00, 100_00),
        (1, "fee", "fee", 9_00, 109_00),
        (20, "payment", "fee", -9_00, 100_00),
        (20, "payment", "principal", -50_00, 50_00),
        (30, "waiver", "principal", -50_00, 0),
    ]


def test_a_unit_sees_its_own_claims_whoever_owes_them(session: Session, owner: Person) -> None:
    other = builders.person(session)
    parks = [builders.claim(session, debtor, unit="Parks") for debtor in (owner, other)]
    builders.claim(session, owner, unit="Daycare")
    seen = claims.unit_claims(session, "Parks", DAY)
    assert refs(seen) == [claim.ref for claim in parks]
    assert [view.person_name for view in seen] == [owner.name, other.name]


def test_the_rules_see_what_is_left_and_what_was_repaid(session: Session, owner: Person) -> None:
    claim = builders.claim(session, owner, 90_00, fee=9_00, cause="intent", kind="loan")
    builders.pay(session, claim, 39_00)
    facts = claims.claim_facts(claims.claim_for(session, owner.id, claim.ref, DAY))
    assert (facts.id, facts.kind, facts.cause) == (claim.ref, "loan", "intent")
    assert (facts.balance, facts.principal, facts.phase) == (60_00, 90_00, "open")
    assert facts.repaid_share == 3333


def test_what_was_let_go_was_not_repaid(session: Session, owner: Person) -> None:
    claim = builders.claim(session, owner, 100_00)
    postings.waive(session, claim.id, 60_00, **booking("w"))
    assert claims.claim_facts(claims.claim_for(session, owner.id, claim.ref, DAY)).repaid_share == 0


def test_months_paid_are_the_old_ones_and_the_instalments_met_in_every_plan(
    session: Session, owner: Person
) -> None:
    claim = builders.claim(session, owner, 100_00, months_paid=30)
    first = builders.plan(session, owner, [claim], 10_00)
    builders.pay(session, claim, 25_00)
    assert months(session, owner) == 32
    plans.end(session, first, DAY, "replaced")
    builders.plan(session, owner, [claim], 25_00)
    builders.pay(session, claim, 25_00)
    assert months(session, owner) == 33


def months(session: Session, owner: Person) -> int:
    (view,) = claims.views(session, owner.id, DAY)
    return claims.claim_facts(view).paid_months
