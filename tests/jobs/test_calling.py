"""Whom the night puts on the call list, in which order, and what a call is followed by."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from portal.cases import holding
from portal.cases.contacts import log
from portal.cases.contacts.brought import brought
from portal.cases.contacts.models import Contact
from portal.cases.figures import called
from portal.cases.holding import Wanted
from portal.cases.review_models import Signal
from portal.errors import NotNow
from portal.jobs.answers import Answer, answer, undo
from portal.jobs.calling import night as calling
from portal.jobs.calling.due import reasons
from portal.jobs.night import Chunk, Night
from portal.ledger import listed
from portal.ledger.dunning.models import Reminder
from portal.ledger.models import Claim
from portal.ledger.records import Proposal
from portal.municipality import load
from portal.people.actors import Actor, staff_actor
from portal.people.models import Person
from tests import builders
from tests.builders import DAY, NOW

TOWN = load("norddjurs")
ALL = Chunk(0, 10**6)
SAID = "Pays the rest on Friday."


@pytest.fixture
def worker(session: Session) -> Actor:
    return staff_actor(builders.staff(session))


def unanswered(session: Session, owner: Person | None = None, days: int = 3) -> Claim:
    """A claim whose last reminder gave a time that ran out so many days ago."""
    debt = builders.claim(session, owner or builders.person(session), stage="reminded")
    over = DAY - timedelta(days=days)
    sent: dict[str, Any] = {
        "sent_on": over - timedelta(14),
        "answer_by": over,
        "asked": 100_00,
        "notice": True,
    }
    session.add(Reminder(claim_id=debt.id or 0, kind="reminder", no=1, **sent))
    session.flush()
    return debt


def missed(session: Session) -> Claim:
    """A claim in a plan of which an instalment was missed, and a letter said so."""
    owner = builders.person(session)
    debt = builders.claim(session, owner, stage="reminded")
    plan = builders.plan(session, owner, [debt], made_on=DAY - timedelta(90))
    sent: dict[str, Any] = {
        "sent_on": DAY - timedelta(2),
        "answer_by": DAY + timedelta(9),
        "asked": 25_00,
    }
    about: dict[str, Any] = {"plan_id": plan.id, "instalment_no": 1}
    session.add(Reminder(claim_id=debt.id or 0, kind="reminder", no=1, **sent, **about))
    session.flush()
    return debt


def a_night(session: Session, on: date = DAY) -> int:
    night = Night(TOWN, on, datetime(on.year, on.month, on.day, 3, tzinfo=UTC))
    return sum(step.work(session, night, ALL) for step in calling.STEPS)


def waiting(session: Session, worker: Actor) -> list[str]:
    found = listed.waiting(session, worker, "call", DAY, 10, reasons(TOWN, DAY))
    return [one.proposal.reason for one in found]


def call(session: Session, worker: Actor, says: str = "yes", outcome: str = "will_pay") -> None:
    made = session.exec(select(Proposal).where(Proposal.kind == "call")).one()
    said = Answer(says, SAID, made.version, given={"outcome": outcome})
    answer(session, TOWN, worker, made.ref, said, now=NOW, on=DAY)


def test_the_list_has_each_reason_in_the_order_of_the_municipality(
    session: Session, worker: Actor
) -> None:
    unanswered(session)
    missed(session)
    assert a_night(session) == 2
    assert waiting(session, worker) == ["instalment_missed", "reminder_unanswered"]


def test_the_same_night_again_and_a_second_claim_bring_no_second_call(
    session: Session, worker: Actor
) -> None:
    owner = builders.person(session)
    unanswered(session, owner)
    unanswered(session, owner)
    assert (a_night(session), a_night(session)) == (1, 0)
    assert waiting(session, worker) == ["reminder_unanswered"]


def test_what_is_long_ago_is_no_reason_to_call(session: Session) -> None:
    unanswered(session, days=60)
    assert a_night(session) == 0


def on_hold(session: Session, debt: Claim, worker: Actor) -> None:
    owner = session.get_one(Person, debt.person_id)
    holding.place(
        session, worker, owner.ref, Wanted("k", "social", "Ill.", until_on=DAY), on=DAY, now=NOW
    )


def on_hold_for_another_claim(session: Session, debt: Claim, worker: Actor) -> None:
    owner = session.get_one(Person, debt.person_id)
    other = builders.claim(session, owner)
    wanted = Wanted("k", "arrangement", "The town's debt help is at it.", other.ref)
    holding.place(session, worker, owner.ref, wanted, on=DAY, now=NOW)


def a_signal(kind: str) -> Callable[[Session, Claim, Actor], None]:
    def told(session: Session, debt: Claim, _worker: Actor) -> None:
        about: dict[str, Any] = {
            "kind": kind,
            "happened_on": DAY,
            "source": "signal",
            "taken_at": NOW,
        }
        session.add(Signal(key="s", person_id=debt.person_id, **about))
        session.flush()

    return told


def asked(session: Session, debt: Claim, _worker: Actor) -> None:
    owner = session.get_one(Person, debt.person_id)
    builders.case(session, owner, [debt], state="sent")


def paid(session: Session, debt: Claim, _worker: Actor) -> None:
    builders.pay(session, debt, builders.owed(session, debt))


NEVER = [on_hold, on_hold_for_another_claim, a_signal("died"), a_signal("debt_help"), asked, paid]


@pytest.mark.parametrize("why", NEVER)
def test_nobody_is_called_who_should_be_left_alone(
    session: Session, worker: Actor, why: Callable[[Session, Claim, Actor], None]
) -> None:
    why(session, unanswered(session), worker)
    assert a_night(session) == 0


@pytest.mark.parametrize("why", NEVER)
def test_a_call_goes_off_the_list_when_it_should_not_be_made_any_more(
    session: Session, worker: Actor, why: Callable[[Session, Claim, Actor], None]
) -> None:
    debt = unanswered(session)
    a_night(session)
    why(session, debt, worker)
    a_night(session)
    assert waiting(session, worker) == []


@pytest.mark.parametrize("why", NEVER)
def test_that_one_is_left_alone_keeps_nobody_else_off_the_list(
    session: Session, worker: Actor, why: Callable[[Session, Claim, Actor], None]
) -> None:
    unanswered(session)
    why(session, unanswered(session, builders.person(session)), worker)
    assert a_night(session) == 1


def test_a_missed_instalment_that_came_in_needs_no_call(session: Session, worker: Actor) -> None:
    debt = missed(session)
    a_night(session)
    builders.pay(session, debt, 25_00)
    a_night(session)
    assert waiting(session, worker) == []


def test_a_call_that_was_made_stands_in_the_contact_log(session: Session, worker: Actor) -> None:
    debt = unanswered(session)
    a_night(session)
    call(session, worker)
    (entry,) = log.of_person(session, debt.person_id, 5)
    assert (entry.contact.outcome, entry.contact.words) == ("will_pay", SAID)
    assert a_night(session) == 0


def test_a_call_taken_back_is_a_mistake_in_the_log_and_can_be_made_again(
    session: Session, worker: Actor
) -> None:
    debt = unanswered(session)
    a_night(session)
    call(session, worker)
    made = session.exec(select(Proposal).where(Proposal.kind == "call")).one()
    back = Answer("undo", "Somebody else was on the line.", made.version)
    undo(session, TOWN, worker, made.ref, back, now=NOW, on=DAY)
    assert waiting(session, worker) == ["reminder_unanswered"]
    call(session, worker, outcome="not_reached")
    noted = [
        (one.contact.outcome, one.is_mistake) for one in log.of_person(session, debt.person_id, 5)
    ]
    assert noted == [("not_reached", False), ("mistake", True)]


def test_without_what_came_of_it_nothing_is_kept(session: Session, worker: Actor) -> None:
    unanswered(session)
    a_night(session)
    with pytest.raises(NotNow, match="error-choose"):
        call(session, worker, outcome="")
    assert session.exec(select(Contact)).all() == []


def test_what_came_in_within_the_days_counts_as_following_a_call(
    session: Session, worker: Actor
) -> None:
    debt, other = unanswered(session), builders.claim(session, builders.person(session))
    a_night(session)
    call(session, worker)
    builders.pay(session, debt, 40_00, DAY + timedelta(14))
    builders.pay(session, debt, 10_00, DAY + timedelta(15))
    builders.pay(session, other, 70_00, DAY)
    found = brought(session, TOWN, DAY, DAY + timedelta(30))
    assert (found.calls, found.spoken, found.paid, found.amount) == (1, 1, 1, 40_00)
    shown = called.followed(session, TOWN, DAY + timedelta(30))
    assert [row.values for row in shown.rows] == [(1, 0), (1, 40_00), (0, 0)]


def test_a_plan_after_a_call_counts_and_nobody_reached_counts_for_nothing(
    session: Session, worker: Actor
) -> None:
    debt = unanswered(session)
    a_night(session)
    call(session, worker, outcome="not_reached")
    assert brought(session, TOWN, DAY, DAY).people == 0
    owner = session.get_one(Person, debt.person_id)
    noted = log.Noted("k", DAY, "phone", "out", "wants_plan", "Wants to pay in parts.")
    log.note(session, TOWN, worker, owner.ref, noted, on=DAY, now=NOW)
    builders.plan(session, owner, [debt], made_on=DAY + timedelta(1))
    found = brought(session, TOWN, DAY, DAY + timedelta(2))
    assert (found.calls, found.spoken, found.plans) == (2, 1, 1)
    assert session.exec(select(Proposal).where(col(Proposal.state) == "open")).all() == []
