"""What is kept long enough goes by night, by dated rules; the rest, and every sum, stays."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from portal.cases.models import Answer, Case, Receipt
from portal.cases.retention.models import RetentionDone
from portal.cases.retention.rules import RULES, count
from portal.check import broken
from portal.db import Database
from portal.jobs.night import InProcess, Night, run_night
from portal.jobs.retention import STEPS
from portal.municipality import load
from portal.people.trail.chain import chain
from portal.people.trail.models import Look
from portal.people.typed import TypedForm
from portal.people.vault import SealedNumber
from portal.replay import replay
from tests import builders
from tests.builders import DAY, NOW

OSS = load("oss")
MONTHS = OSS.terms.number("keep_facts_months", DAY)
LONG_AGO = NOW - timedelta(days=31 * (MONTHS + 1))


def closed_case(session: Session, changed: datetime, *, paid: bool) -> Case:
    owner = builders.person(session)
    claim = builders.claim(session, owner, 100_00)
    if paid:
        builders.pay(session, claim, 100_00)
    case = builders.case(session, owner, [claim], state="decided", changed_at=changed)
    builders.decision(session, case)
    assert case.id is not None
    session.add(Answer(case_id=case.id, question="income", value="1.00", answered_at=changed))
    session.flush()
    return case


def draft(session: Session, changed: datetime) -> Case:
    return builders.case(
        session, builders.person(session), [], state="draft",
        sent_at=None, answer_by=None, changed_at=changed,
    )  # fmt: skip


def night(database: Database, on: date = DAY) -> dict[str, int | None]:
    return run_night(database, Night(OSS, on, NOW), STEPS, InProcess(database))


def due(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {rule.kind: count(session, rule, OSS, DAY) for rule in RULES}


def test_what_is_over_goes_and_the_night_says_by_which_rule(database: Database) -> None:
    with database.unit_of_work() as session:
        old, owed = (closed_case(session, LONG_AGO, paid=paid) for paid in (True, False))
        fresh = closed_case(session, NOW, paid=True)
        idle, young = draft(session, NOW - timedelta(days=91)), draft(session, NOW)
        session.add_all(
            Look(at=at, actor="staff:a", act="look", subject="x", detail="")
            for at in (LONG_AGO, NOW)
        )
        session.add(TypedForm(person_id=idle.person_id, path="/", fields={}, typed_at=LONG_AGO))
        for case, at in ((old, LONG_AGO), (owed, LONG_AGO), (fresh, NOW)):
            sealed = {"key": "k", "sealed": "s", "sealed_at": at}
            session.add(SealedNumber(person_id=case.person_id, **sealed))
    chain(database, NOW)
    with database.reading() as session:
        before = broken(session)
    wanted = {"drafts": 1, "typed": 1, "evidence": 0, "facts": 1, "looks": 1, "numbers": 1}
    assert due(database) == wanted
    assert list(night(database).values()) == list(wanted.values())
    assert list(night(database).values()) == [0] * len(wanted), "a second night finds nothing"
    with database.reading() as session:
        assert session.get(Case, idle.id) is None
        assert session.get(Case, young.id) is not None
        left = {answer.case_id for answer in session.exec(select(Answer))}
        assert left == {owed.id, fresh.id}
        numbers = {row.person_id for row in session.exec(select(SealedNumber))}
        assert numbers == {owed.person_id, fresh.person_id}, "while something is owed it stays"
        done = {row.kind: row for row in session.exec(select(RetentionDone))}
        facts = done["facts"]
        assert (facts.count, facts.value, facts.mark) == (1, MONTHS, "assumed")
        assert broken(session) == before
        answered = {one.case: one for one in replay(session, OSS)}
    assert "Archiefwet" in answered[old.ref].deleted
    assert {answered[ref.ref].deleted for ref in (owed, fresh)} == {""}


def test_of_a_receipt_the_outcome_and_the_seal_stay(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        case = closed_case(session, LONG_AGO, paid=True)
        before = session.exec(select(Receipt).where(Receipt.case_id == case.id)).one()
        seal, outcome = before.seal, before.result.get("outcome")
    night(embedded)
    with embedded.reading() as session:
        after = session.exec(select(Receipt).where(Receipt.case_id == case.id)).one()
    assert (after.seal, after.result.get("outcome"), after.result["account"]) == (seal, outcome, [])
    assert set(after.facts) <= {"on"}


@pytest.mark.parametrize("told", [False, True])
def test_the_database_lets_no_receipt_change_but_in_facts_that_a_rule_is_over_for(
    database: Database, told: bool
) -> None:
    with database.unit_of_work() as session:
        case = closed_case(session, LONG_AGO, paid=True)
    if told:
        night(database)
    change = "seal = 'another'" if told else "facts = '{}'"
    with pytest.raises(IntegrityError, match="append-only"), database.engine.begin() as connection:
        connection.execute(text(f"update receipt set {change} where case_id = {case.id}"))
