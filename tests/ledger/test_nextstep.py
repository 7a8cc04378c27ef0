"""What comes next with a claim, and when: as its page says it, and as the nights then do it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from portal.jobs.dunning import missed, unpaid
from portal.jobs.night import Chunk, Night
from portal.ledger import claims, holds
from portal.ledger.dunning.models import Reminder
from portal.ledger.models import Claim, Postponement
from portal.ledger.nextstep import NextStep, is_time_barred, near_time_bar, next_step
from portal.ledger.records import Liability
from portal.municipality import load
from tests import builders

DANISH, DUTCH = load("norddjurs"), load("oss")
DUE = date(2027, 2, 1)
"""A Monday."""


def claim(session: Session, **fields: Any) -> Claim:
    owner_id = fields.pop("person_id", None)
    owner = session.get(builders.Person, owner_id) if owner_id else builders.person(session)
    given = {"kind": "culture_school", "due_on": DUE, "arose_on": date(2027, 1, 4)} | fields
    return builders.claim(session, owner, 900_00, **given)


def seen(session: Session, debt: Claim, on: date, town: Any = DANISH) -> NextStep:
    (view,) = claims.views(session, debt.person_id, on, [debt.id or 0])
    return next_step(town, view, on)


def night(session: Session, on: date, town: Any = DANISH) -> None:
    whole, when = Chunk(1, 10**6), Night(town, on, datetime(2027, 1, 1, tzinfo=UTC))
    unpaid.remind(session, when, whole)
    missed.chase(session, when, whole)


def test_before_the_last_day_to_pay(session: Session) -> None:
    debt = claim(session)
    assert seen(session, debt, DUE) == NextStep("pay_before", DUE)


def test_after_it_the_reminder_is_told_with_its_day_and_its_fee(session: Session) -> None:
    debt = claim(session)
    told = NextStep("reminder", date(2027, 2, 15), 100_00)
    assert seen(session, debt, date(2027, 2, 2)) == told
    night(session, date(2027, 2, 4))
    assert seen(session, debt, date(2027, 2, 15)) == told


def test_a_reminder_waits_for_the_word_that_goes_before_it(session: Session) -> None:
    debt = claim(session)
    late = NextStep("reminder", date(2027, 2, 26), 100_00)
    assert seen(session, debt, date(2027, 2, 15)) == late


def test_what_the_page_says_each_day_is_what_the_nights_do(session: Session) -> None:
    debt = claim(session)
    for number in range(1, 80):
        on = DUE + timedelta(days=number)
        told = seen(session, debt, on)
        night(session, on)
        reminders = select(Reminder).where(Reminder.kind == "reminder", Reminder.sent_on == on)
        sent = session.exec(reminders).one_or_none()
        assert (sent is not None) == (told.code == "reminder" and told.on == on), on
        if sent is not None:
            assert sent.fee == told.fee
    (view,) = claims.views(session, debt.person_id, on)
    assert view.parts.fee == 300_00


def test_after_the_last_reminder_it_can_be_handed_over(session: Session) -> None:
    debt = claim(session)
    for number in range(1, 50):
        night(session, DUE + timedelta(days=number))
    assert seen(session, debt, date(2027, 3, 20)) == NextStep("handover", date(2027, 4, 1))


def test_reminded_elsewhere_it_can_be_handed_over_when_those_days_are_over(
    session: Session,
) -> None:
    debt = claim(session, stage="reminded", reminded_on=date(2027, 2, 10))
    assert seen(session, debt, date(2027, 2, 12)) == NextStep("handover", date(2027, 2, 25))
    assert seen(session, debt, date(2027, 3, 12)) == NextStep("handover")


def test_where_nobody_takes_over_a_person_looks_once_the_days_of_the_reminder_are_over(
    session: Session,
) -> None:
    debt = claim(session, kind="loan", stage="reminded", reminded_on=date(2027, 2, 10))
    assert seen(session, debt, date(2027, 2, 12), DUTCH) == NextStep("person", date(2027, 2, 24))
    assert seen(session, debt, date(2027, 2, 25), DUTCH) == NextStep("person")


def test_more_time_comes_before_a_reminder(session: Session) -> None:
    debt, until = claim(session), date(2027, 3, 31)
    granted = Postponement(claim_id=debt.id, from_on=DUE, until_on=until, origin="case:x")
    session.add(granted)
    session.flush()
    assert seen(session, debt, date(2027, 3, 1)) == NextStep("postponed", until)
    after = NextStep("reminder", date(2027, 4, 14), 100_00)
    assert seen(session, debt, date(2027, 4, 2)) == after


def test_while_it_is_held_nothing_comes(session: Session) -> None:
    debt = claim(session)
    hold(session, debt)
    assert seen(session, debt, date(2027, 3, 1)) == NextStep("held")


def test_in_a_plan_the_next_instalment_counts(session: Session) -> None:
    debt = claim(session)
    plan(session, debt, first_due=date(2027, 3, 1))
    assert seen(session, debt, date(2027, 3, 1)) == NextStep("instalment", date(2027, 3, 1))


def test_a_missed_instalment_costs_after_three_bank_days_and_then_ends_the_plan(
    session: Session,
) -> None:
    debt = claim(session)
    plan(session, debt, first_due=date(2027, 3, 1))
    on = date(2027, 3, 5)
    assert seen(session, debt, date(2027, 3, 2)) == NextStep("missed", on, 100_00)
    night(session, date(2027, 3, 4))
    assert session.exec(select(Reminder)).all() == []
    night(session, on)
    (sent,) = session.exec(select(Reminder)).all()
    ends = sent.answer_by + timedelta(days=1)
    assert seen(session, debt, date(2027, 3, 6)) == NextStep("plan_ends", ends)


def test_where_a_talk_is_offered_a_missed_instalment_costs_nothing(session: Session) -> None:
    debt = claim(session, kind="loan")
    plan(session, debt, first_due=date(2027, 3, 1))
    assert seen(session, debt, date(2027, 3, 9), DUTCH) == NextStep("talk")


@pytest.mark.parametrize("on", [date(2027, 3, 1), date(2027, 3, 9)], ids=["due", "missed"])
def test_in_a_plan_too_nothing_comes_while_it_is_held(session: Session, on: date) -> None:
    debt = claim(session)
    plan(session, debt, first_due=date(2027, 3, 1))
    hold(session, debt)
    assert seen(session, debt, on) == NextStep("held")


def test_beside_a_held_claim_the_plan_goes_on_but_no_night_sends_a_reminder(
    session: Session,
) -> None:
    debt = claim(session)
    beside = builders.claim(session, session.get_one(builders.Person, debt.person_id), 900_00)
    plan(session, debt, beside, first_due=date(2027, 3, 1))
    hold(session, beside)
    assert seen(session, debt, date(2027, 3, 1)) == NextStep("instalment", date(2027, 3, 1))
    assert seen(session, debt, date(2027, 3, 9)) == NextStep("missed_held")
    for day in range(2, 30):
        night(session, date(2027, 3, day))
    assert session.exec(select(Reminder)).all() == []


@pytest.mark.parametrize("why", ["postponed", "too old", "a hold on who owes it too"])
def test_beside_a_claim_for_which_nothing_is_sent_no_reminder_is_named(
    session: Session, why: str
) -> None:
    debt = claim(session)
    old = {"time_bar_on": date(2027, 3, 1)} if why == "too old" else {}
    owner = session.get(builders.Person, debt.person_id)
    beside = builders.claim(session, owner, 900_00, **old)
    plan(session, debt, beside, first_due=date(2027, 3, 1))
    if why == "postponed":
        until = date(2027, 3, 31)
        session.add(Postponement(claim_id=beside.id, from_on=DUE, until_on=until, origin="case:x"))
        session.flush()
    elif why == "a hold on who owes it too":
        other = builders.person(session)
        session.add(Liability(claim_id=beside.id, person_id=other.id, since=DUE))
        session.flush()
        told = {"kind": "dispute", "reason": "Looked at.", "by": "staff:x", "now": builders.NOW}
        holds.place(session, key="other", from_on=DUE, person_id=other.id, **told)
    assert seen(session, debt, date(2027, 3, 9)) == NextStep("missed_held")
    for day in range(2, 30):
        night(session, date(2027, 3, day))
    assert session.exec(select(Reminder)).all() == []


def test_what_is_held_does_not_come_first(session: Session) -> None:
    debt = claim(session)
    later = claim(session, person_id=debt.person_id, due_on=DUE + timedelta(days=9))
    assert owed_first(session, debt) == debt.id
    hold(session, debt)
    assert owed_first(session, debt) == later.id


def owed_first(session: Session, debt: Claim) -> int:
    first = claims.overview(session, debt.person_id, DUE).first_due()
    assert first is not None
    return first.id


def hold(session: Session, debt: Claim) -> None:
    told = {"kind": "dispute", "reason": "Looked at.", "by": "staff:x", "now": builders.NOW}
    holds.place(session, key=f"h{debt.id}", from_on=DUE, claim_id=debt.id, **told)


def plan(session: Session, *debts: Claim, first_due: date) -> None:
    (view, *_) = claims.views(session, debts[0].person_id, DUE)
    owner = session.get_one(builders.Person, view.person_id)
    builders.plan(session, owner, debts, 300_00, made_on=DUE, first_due=first_due, country="DK")


@pytest.mark.parametrize(
    ("stage", "code"), [("transferred", "with_collector"), ("open", "nothing")]
)
def test_when_it_is_out_of_our_hands(session: Session, stage: str, code: str) -> None:
    gone_on = date(2027, 2, 20) if stage == "transferred" else None
    debt = claim(session, stage=stage, transferred_on=gone_on)
    if stage == "open":
        builders.pay(session, debt, 900_00)
    assert seen(session, debt, date(2027, 3, 1)) == NextStep(code, gone_on)


@dataclass
class Old:
    time_bar_on: date


def test_a_claim_is_too_old_from_the_day_named() -> None:
    claim = Old(date(2026, 12, 1))
    assert not is_time_barred(claim, date(2026, 11, 30))
    assert is_time_barred(claim, date(2026, 12, 1))


def test_near_means_within_the_days_named_and_not_past() -> None:
    claim = Old(date(2026, 12, 1))
    assert not near_time_bar(claim, date(2026, 9, 1), days=90)
    assert near_time_bar(claim, date(2026, 9, 2), days=90)
    assert near_time_bar(claim, date(2026, 11, 30), days=90)
    assert not near_time_bar(claim, date(2026, 12, 1), days=90)
