"""What goes out with a reminder, to whom, at what cost; and what keeps it from going out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from portal.cases.models import Letter
from portal.db import Database
from portal.jobs.dunning import ahead, missed, unpaid
from portal.jobs.dunning import sending as sending_module
from portal.jobs.night import Chunk, InProcess, Night, run_night
from portal.ledger.dunning.course import course_of
from portal.ledger.dunning.models import Reminder
from portal.ledger.models import Claim, LedgerEntry, Plan
from portal.ledger.records import Interruption, Liability
from portal.municipality import Municipality, load
from portal.people.models import Person
from portal.people.outbox import Outgoing
from portal.rules.policy import DatedValue
from portal.rules.terms import Terms
from tests import builders

DANISH, DUTCH = load("norddjurs"), load("oss")
DUE = date(2027, 2, 1)
WORD, FIRST = date(2027, 2, 4), date(2027, 2, 15)
WHOLE = Chunk(1, 10**6)


def night(on: date, town: Municipality = DANISH) -> Night:
    return Night(town, on, datetime(on.year, on.month, on.day, 2, tzinfo=UTC))


def remind(session: Session, *days: date, town: Municipality = DANISH) -> None:
    for on in days:
        unpaid.remind(session, night(on, town), WHOLE)


def claim(
    session: Session, owner: Person | None = None, amount: int = 900_00, **more: Any
) -> Claim:
    given = {"kind": "culture_school", "due_on": DUE, "arose_on": date(2027, 1, 4)} | more
    return builders.claim(session, owner or builders.person(session), amount, **given)


def sent(session: Session, kind: str = "reminder") -> Sequence[Reminder]:
    return session.exec(select(Reminder).where(Reminder.kind == kind)).all()


def letters(session: Session) -> Sequence[Letter]:
    return session.exec(select(Letter).where(Letter.kind == "reminder")).all()


def test_everyone_who_owes_it_gets_the_letter_and_the_fee_is_charged_once(
    session: Session,
) -> None:
    debt, other = claim(session), builders.person(session, language="da")
    session.add(Liability(claim_id=debt.id, person_id=other.id, since=DUE))
    session.flush()
    remind(session, WORD, FIRST)
    assert {letter.person_id for letter in letters(session)} == {debt.person_id, other.id}
    assert {letter.language for letter in letters(session)} == {"en", "da"}
    assert builders.owed(session, debt) == 1_000_00


def test_the_letter_holds_the_amounts_apart_and_until_when(session: Session) -> None:
    debt = claim(session, interest=12_00)
    remind(session, WORD, FIRST)
    (letter,) = letters(session)
    parts = {name: letter.content[name] for name in ("principal", "fees", "interest", "total")}
    assert parts == {"principal": 900_00, "fees": 100_00, "interest": 12_00, "total": 1_012_00}
    assert letter.content["answer_by"] == "2027-03-01"
    session.refresh(debt)
    assert (debt.stage, debt.reminded_on) == ("reminded", FIRST)


def test_row_fee_letter_and_message_are_kept_together_or_not_at_all(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.unit_of_work() as session:
        claim(session)
        remind(session, WORD)

    def dies(*_: object, **__: object) -> None:
        raise OSError("the power went")

    with monkeypatch.context() as broken:
        broken.setattr(sending_module, "_move_on", dies)
        with pytest.raises(OSError, match="power"):
            run_night(database, night(FIRST), [unpaid.STEP], InProcess(database))
    with database.reading() as session:
        assert (sent(session), letters(session)) == ([], [])
    run_night(database, night(FIRST), [unpaid.STEP], InProcess(database))
    with database.reading() as session:
        assert (len(sent(session)), len(letters(session))) == (1, 1)
        fees = session.exec(select(LedgerEntry).where(LedgerEntry.kind == "fee")).all()
        assert [fee.amount for fee in fees] == [100_00]


def test_a_dutch_reminder_costs_nothing_and_starts_the_time_bar_anew(session: Session) -> None:
    debt = claim(session, kind="loan")
    before = debt.time_bar_on
    remind(session, WORD, FIRST, town=DUTCH)
    (row,) = sent(session)
    assert (row.fee, row.notice, row.answer_by) == (0, True, FIRST + timedelta(days=14))
    (act,) = session.exec(select(Interruption)).all()
    assert (act.act, act.on) == ("reminder", FIRST)
    session.refresh(debt)
    assert debt.time_bar_on != before
    assert debt.time_bar_on == date(2032, 2, 16)


@pytest.mark.parametrize(("balance", "cost"), [(499_99, 9_00), (500_00, 20_00)])
def test_where_the_municipality_charges_the_law_says_how_much(balance: int, cost: int) -> None:
    course = course_of(charging(DUTCH), "loan", FIRST)
    assert course.cost(balance) == cost


def charging(town: Municipality) -> Municipality:
    """The municipality, had it chosen that a reminder costs something."""
    chosen = (DatedValue("balance", date(2024, 1, 1), "chosen", "policy"),)
    terms = Terms({**town.terms.series, "reminder_costs": chosen})
    return replace(town, terms=terms)


def test_a_danish_reminder_interrupts_nothing(session: Session) -> None:
    claim(session)
    remind(session, WORD, FIRST)
    assert session.exec(select(Interruption)).all() == []


def test_what_is_too_old_to_collect_is_left_alone(session: Session) -> None:
    claim(session, due_on=date(2023, 1, 1), arose_on=date(2022, 12, 1), time_bar_on=WORD)
    remind(session, WORD, FIRST)
    assert sent(session, "word") == []


def test_who_was_let_off_hears_nothing(session: Session) -> None:
    debt, other = claim(session), builders.person(session)
    let_off = {"released_on": DUE, "release_reason": "agreed"}
    session.add(Liability(claim_id=debt.id, person_id=other.id, since=DUE, **let_off))
    session.flush()
    remind(session, WORD, FIRST)
    assert {letter.person_id for letter in letters(session)} == {debt.person_id}


# ---- missed instalments


def in_plan(session: Session, *claims: Claim) -> Plan:
    owner = session.get_one(Person, claims[0].person_id)
    first = date(2027, 3, 1)
    made = {"made_on": DUE, "first_due": first, "country": "DK"}
    return builders.plan(session, owner, claims, 600_00, **made)


MISSED = date(2027, 3, 5)
"""Three bank days after the first instalment was due."""


def test_several_claims_in_a_plan_bring_one_message_and_one_fee(session: Session) -> None:
    owner = builders.person(session)
    claims = [claim(session, owner, due_on=DUE + timedelta(days=n)) for n in range(3)]
    in_plan(session, *claims)
    missed.chase(session, night(MISSED), WHOLE)
    assert [(row.fee, row.asked, row.notice) for row in sent(session)] == [
        (100_00, 700_00, True),
        (0, 600_00, True),
        (0, 600_00, True),
    ]
    told = session.exec(select(Outgoing).where(Outgoing.kind == "letter-reminder")).all()
    assert len(told) == 1
    asked = {(letter.content["asked"], letter.content["total"]) for letter in letters(session)}
    assert asked == {(700_00, 2_800_00)}
    assert {letter.claim_id for letter in letters(session)} == {debt.id for debt in claims}


def test_another_debtor_reads_of_the_claim_and_not_of_the_plan(session: Session) -> None:
    debt, other = claim(session), builders.person(session)
    session.add(Liability(claim_id=debt.id, person_id=other.id, since=DUE))
    session.flush()
    in_plan(session, debt)
    missed.chase(session, night(MISSED), WHOLE)
    theirs = next(letter for letter in letters(session) if letter.person_id == other.id)
    assert theirs.content["missed_on"] is None
    assert theirs.content["asked"] == theirs.content["total"] == 1_000_00


def test_when_three_reminders_went_out_a_missed_instalment_is_told_without_a_fee(
    session: Session,
) -> None:
    debt = claim(session)
    remind(session, *(DUE + timedelta(days=n) for n in range(1, 45)))
    assert [row.fee for row in sent(session)] == [100_00] * 3
    made = {"made_on": date(2027, 4, 2), "first_due": date(2027, 5, 3), "country": "DK"}
    owner = session.get_one(Person, debt.person_id)
    builders.plan(session, owner, [debt], 600_00, **made)
    missed.chase(session, night(date(2027, 5, 11)), WHOLE)
    assert [row.fee for row in sent(session)] == [100_00] * 3 + [0]
    assert sent(session)[-1].notice


def test_a_broken_plan_ends_once_and_the_night_again_does_nothing(session: Session) -> None:
    plan = in_plan(session, claim(session))
    missed.chase(session, night(MISSED), WHOLE)
    (row,) = sent(session)
    assert missed.chase(session, night(row.answer_by), WHOLE) == 0
    assert missed.chase(session, night(row.answer_by + timedelta(days=1)), WHOLE) == 1
    session.refresh(plan)
    assert plan.end_reason == "broken"
    assert missed.chase(session, night(row.answer_by + timedelta(days=1)), WHOLE) == 0


# ---- words ahead


def test_a_new_debtor_is_greeted_once_and_an_old_one_not(session: Session) -> None:
    new, old = builders.person(session), builders.person(session)
    claim(session, old, arose_on=date(2026, 6, 1), due_on=date(2026, 7, 1))
    for owner in (new, old):
        claim(session, owner, arose_on=date(2027, 1, 4))
    for on in (date(2027, 1, 5), date(2027, 1, 6)):
        ahead.welcome(session, night(on), WHOLE)
    found = session.exec(select(Outgoing).where(Outgoing.kind == ahead.WELCOME)).all()
    assert [message.person_id for message in found] == [new.id]


@pytest.mark.parametrize(("by", "count"), [("mail", 1), ("post", 0)])
def test_an_instalment_is_told_ahead_by_mail_only(session: Session, by: str, count: int) -> None:
    owner = builders.person(session, messages_by=by, email="a@example.org")
    in_plan(session, claim(session, owner))
    ahead.instalment_soon(session, night(date(2027, 2, 23)), WHOLE)
    ahead.instalment_soon(session, night(date(2027, 2, 24)), WHOLE)
    kinds = select(Outgoing).where(col(Outgoing.kind) == ahead.INSTALMENT_SOON)
    assert len(session.exec(kinds).all()) == count
