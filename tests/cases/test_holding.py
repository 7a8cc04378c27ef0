"""Staff let collecting stand still: meanwhile nothing goes out, and its end is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from portal.cases import holding
from portal.cases.holding import Wanted
from portal.errors import NotAllowed, NotFound, NotNow
from portal.jobs.dunning import interest, unpaid
from portal.jobs.night import Chunk, Night
from portal.ledger import claims
from portal.ledger.dunning.models import Reminder
from portal.ledger.models import LedgerEntry
from portal.ledger.records import Hold
from portal.municipality import load
from portal.people.actors import Actor, staff_actor
from portal.people.outbox import Outgoing
from tests import builders
from tests.builders import NOW

TOWN = load("norddjurs")
DUE = date(2027, 2, 1)
WANTED = Wanted("k", "social", "They were taken ill.", until_on=DUE + timedelta(days=90))


@pytest.fixture
def worker(session: Session) -> Actor:
    return staff_actor(builders.staff(session))


def nights(session: Session, days: int) -> None:
    for number in range(1, days + 1):
        on = DUE + timedelta(days=number)
        night = Night(TOWN, on, datetime(2027, 1, 1, tzinfo=UTC))
        for step in (interest.book_interest, unpaid.remind):
            step(session, night, Chunk(1, 10**6))


def test_nothing_goes_out_for_any_claim_of_the_person_but_interest_goes_on(
    session: Session, worker: Actor
) -> None:
    owner = builders.person(session)
    for kind in ("culture_school", "wage_overpaid"):
        builders.claim(session, owner, 10_000_00, kind=kind, due_on=DUE, arose_on=DUE)
    holding.place(session, worker, owner.ref, WANTED, on=DUE, now=NOW)
    nights(session, 40)
    assert session.exec(select(Reminder)).all() == []
    assert session.exec(select(LedgerEntry).where(LedgerEntry.kind == "interest")).all() != []
    assert all(view.is_held for view in claims.views(session, owner.id or 0, DUE))


def test_a_hold_on_one_claim_leaves_the_others_as_they_are(session: Session, worker: Actor) -> None:
    owner = builders.person(session)
    one, other = (
        builders.claim(session, owner, kind="culture_school", due_on=DUE, arose_on=DUE)
        for _ in range(2)
    )
    wanted = Wanted("k", "dispute", "They paid in cash.", one.ref)
    holding.place(session, worker, owner.ref, wanted, on=DUE, now=NOW)
    nights(session, 20)
    assert {row.claim_id for row in session.exec(select(Reminder))} == {other.id}


def test_when_it_ends_they_are_told_and_the_nights_go_on(session: Session, worker: Actor) -> None:
    owner = builders.person(session)
    builders.claim(session, owner, kind="culture_school", due_on=DUE, arose_on=DUE)
    hold = holding.place(session, worker, owner.ref, WANTED, on=DUE, now=NOW)
    holding.lift(session, worker, hold, on=DUE, now=NOW)
    told = session.exec(select(Outgoing).where(Outgoing.kind == "hold-ended")).all()
    assert [message.person_id for message in told] == [owner.id]
    assert holding.of_person(session, owner, DUE) == []
    nights(session, 5)
    assert len(session.exec(select(Reminder)).all()) == 1
    with pytest.raises(NotNow):
        holding.lift(session, worker, hold, on=DUE, now=NOW)


def test_it_ends_by_itself_after_its_last_day(session: Session, worker: Actor) -> None:
    owner = builders.person(session)
    until = DUE + timedelta(days=10)
    wanted = Wanted("k", "social", "They were taken ill.", until_on=until)
    holding.place(session, worker, owner.ref, wanted, on=DUE, now=NOW)
    assert len(holding.of_person(session, owner, until)) == 1
    assert holding.of_person(session, owner, until + timedelta(days=1)) == []


def test_the_same_form_twice_places_one(session: Session, worker: Actor) -> None:
    owner = builders.person(session)
    for _ in range(2):
        holding.place(session, worker, owner.ref, WANTED, on=DUE, now=NOW)
    assert len(session.exec(select(Hold)).all()) == 1


def test_a_past_day_anothers_claim_and_a_unit_are_turned_away(
    session: Session, worker: Actor
) -> None:
    owner, stranger = builders.person(session), builders.person(session)
    debt = builders.claim(session, stranger)
    past = Wanted("k", "social", "They were ill.", until_on=DUE - timedelta(days=1))
    with pytest.raises(NotNow):
        holding.place(session, worker, owner.ref, past, on=DUE, now=NOW)
    theirs = Wanted("k", "social", "They were ill.", debt.ref, DUE)
    with pytest.raises(NotFound):
        holding.place(session, worker, owner.ref, theirs, on=DUE, now=NOW)
    unit = staff_actor(builders.staff(session, "decentral_unit"))
    with pytest.raises(NotAllowed):
        holding.place(session, unit, owner.ref, WANTED, on=DUE, now=NOW)


def test_social_considerations_have_a_last_day(session: Session, worker: Actor) -> None:
    owner = builders.person(session)
    with pytest.raises(NotNow, match="error-hold-end"):
        holding.place(session, worker, owner.ref, Wanted("k", "social", "Ill."), on=DUE, now=NOW)


def test_what_goes_on_soon_is_on_a_list_until_it_is_ended(session: Session, worker: Actor) -> None:
    def soon() -> list[date | None]:
        found = holding.ending(session, worker, DUE, DUE + timedelta(days=14), 10)
        return [one.hold.until_on for one in found]

    owner = builders.person(session)
    for key, days in (("later", 15), ("last", 14), ("first", 3)):
        wanted = Wanted(key, "social", "They were ill.", until_on=DUE + timedelta(days=days))
        holding.place(session, worker, owner.ref, wanted, on=DUE, now=NOW)
    assert soon() == [DUE + timedelta(days=3), DUE + timedelta(days=14)]
    first = holding.of_person(session, owner, DUE)[-1]
    holding.lift(session, worker, first, on=DUE, now=NOW)
    assert soon() == [DUE + timedelta(days=14)]
