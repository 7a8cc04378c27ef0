"""A hundred and twenty nights over the claims of a table: what the portal does, and when."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import Session, SQLModel, col, select

from portal.cases.models import Case
from portal.check import broken
from portal.db import Database
from portal.jobs.dunning import ahead, interest, missed, unpaid
from portal.jobs.night import InProcess, Night, run_night
from portal.ledger import holds, plans
from portal.ledger.dunning.models import Reminder
from portal.ledger.models import Claim, LedgerEntry, Plan, Postponement
from portal.ledger.records import Proposal
from portal.money import minor, plain
from portal.municipality import load
from portal.people.models import Person
from portal.people.outbox import Outgoing
from tests import builders

TABLES = Path(__file__).parents[1] / "nights"
STEPS = (*ahead.STEPS, interest.STEP, unpaid.STEP, missed.STEP)
FIRST, NIGHTS = date(2028, 1, 15), 120
TOLD = (ahead.WELCOME, ahead.DUE_SOON, ahead.INSTALMENT_SOON)
Row = Mapping[str, Any]


def table(town: str) -> list[Row]:
    found: list[Row] = tomllib.loads((TABLES / f"{town}.toml").read_text("utf-8"))["claim"]
    return found


def begin(session: Session, row: Row) -> Claim:
    """The claim as it is before the first night."""
    owner = builders.person(session)
    stage = {"stage": "reminded", "reminded_on": row["reminded_on"]} if "reminded_on" in row else {}
    debt = builders.claim(
        session,
        owner,
        minor(row["amount"]),
        kind=row["kind"],
        arose_on=min(row["due"], FIRST) - timedelta(days=60),
        due_on=row["due"],
        description=row["is"],
        **stage,
    )
    if "more_time" in row:
        given = row["more_time"]
        session.add(
            Postponement(
                claim_id=debt.id, from_on=given["from"], until_on=given["until"], origin="case:x"
            )
        )
    return debt


def happens(session: Session, town: str, row: Row, debt: Claim, on: date) -> None:
    """What the debtor and the municipality do on a day, before its night."""
    owner_id, country = debt.person_id, load(town).country
    for paid in row.get("pays", ()):
        if paid["on"] == on:
            builders.pay(session, debt, minor(paid["amount"]), on)
    if "plan" in row:
        make_or_end(session, row["plan"], debt, on, country)
    if row.get("asks", {}).get("from") == on:
        builders.case(session, session.get_one(Person, owner_id), [debt])
    if row.get("asks", {}).get("until") == on:
        asked = session.exec(select(Case).where(Case.person_id == owner_id)).one()
        asked.state = "withdrawn"
    if row.get("hold", {}).get("from") == on:
        given = row["hold"]
        holds.place(
            session,
            key=f"h{debt.id}",
            kind=given["kind"],
            reason="It is looked at.",
            from_on=on,
            until_on=given["until"],
            by="staff:x",
            now=builders.NOW,
            claim_id=debt.id,
        )
    session.flush()


def make_or_end(session: Session, told: Row, debt: Claim, on: date, country: str) -> None:
    if told["made_on"] == on:
        owner = session.get_one(Person, debt.person_id)
        monthly, first = minor(told["monthly"]), told["first_due"]
        builders.plan(session, owner, [debt], monthly, made_on=on, first_due=first, country=country)
    if told.get("ended_by_a_person") == on:
        plan = session.exec(select(Plan).where(Plan.person_id == debt.person_id)).one()
        assert plan.id is not None
        plans.break_plan(session, plan.id, on, now=builders.NOW, actor="staff:x")


def night(town: str, on: date) -> Night:
    return Night(load(town), on, datetime.combine(on, time(2), UTC))


def what_was_done(session: Session, debt: Claim) -> list[str]:
    """Everything the nights did about a claim, in the words of the table."""
    return sorted((*sent(session, debt), *prepared(session, debt), *booked(session, debt)))


def sent(session: Session, debt: Claim) -> Iterator[str]:
    for one in session.exec(select(Reminder).where(Reminder.claim_id == debt.id)):
        name = "word" if one.kind == "word" else f"reminder {one.no},"
        fee = f" fee {plain(one.fee)}," if one.fee else ""
        about = f", instalment {one.instalment_no}" if one.plan_id else ""
        notice = ", notice" if one.notice else ""
        yield f"{one.sent_on} {name}{fee} until {one.answer_by}{notice}{about}"
    told = select(Outgoing).where(Outgoing.person_id == debt.person_id)
    for message in session.exec(told.where(col(Outgoing.kind).in_(TOLD))):
        yield f"{message.made_on} message {message.kind}"


def prepared(session: Session, debt: Claim) -> Iterator[str]:
    listed = select(Proposal).where(Proposal.claim_id == debt.id, Proposal.kind != "call")
    for one in session.exec(listed):  # calls have tests of their own
        yes = ", yes prepared" if one.prepared == "yes" else ""
        yield f"{one.made_on} {one.kind} for a person{yes}"
    for plan in session.exec(select(Plan).where(Plan.person_id == debt.person_id)):
        if plan.end_reason == "broken":
            yield f"{plan.ended_on} plan broken"


def booked(session: Session, debt: Claim) -> Iterator[str]:
    interest_rows = select(LedgerEntry).where(LedgerEntry.claim_id == debt.id)
    for one in session.exec(interest_rows.where(LedgerEntry.kind == "interest")):
        yield f"{one.booked_on} interest {plain(one.amount)}"


def rows_in_all(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    tables = SQLModel.metadata.sorted_tables
    return {t.name: session.exec(select(func.count()).select_from(t)).one() for t in tables}


@pytest.mark.parametrize("town", ["norddjurs", "oss"])
def test_the_nights_do_what_the_table_says(database: Database, town: str) -> None:
    with database.unit_of_work() as session:
        world = [(row, begin(session, row)) for row in table(town)]
    for number in range(NIGHTS):
        on = FIRST + timedelta(days=number)
        with database.unit_of_work() as session:
            for row, debt in world:
                happens(session, town, row, session.get_one(Claim, debt.id), on)
        run_night(database, night(town, on), STEPS, InProcess(database))
    with database.reading() as session:
        done = {row["is"]: what_was_done(session, debt) for row, debt in world}
        wrong = {row["is"] for row, _ in world if done[row["is"]] != sorted(row["night"])}
        assert {name: done[name] for name in wrong} == {}
        assert broken(session) == []
        before = rows_in_all(session)
    again = run_night(database, night(town, on), STEPS, InProcess(database))
    assert sum(count or 0 for count in again.values()) == 0
    with database.reading() as session:
        assert rows_in_all(session) == before
