"""Small builders: a person, a claim that is charged, staff, a plan, a case, a bank statement."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, select

from portal.cases import letters
from portal.cases.models import Case, CaseClaim, Confirmation, Decision, Letter, Receipt
from portal.db import Database
from portal.ledger import balances, plans, postings
from portal.ledger.intake.book import owed_by
from portal.ledger.models import Claim, Plan
from portal.people import outbox
from portal.people.models import Person, StaffMember
from portal.people.outbox import Outgoing
from portal.people.refs import new_ref
from portal.ports.bank import Statement, StatementLine
from portal.record import add_row
from portal.rules.schedule import schedule

DAY = date(2026, 11, 2)
"""A Monday."""
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ORDER = ("fee", "interest", "principal")
_numbers = count(1)
_account = [1_000_00]
"""What the account holds after the statements made so far."""


def booking(key: str, on: date = DAY, **more: Any) -> postings.Booking:
    """What all rows of one booking share, to give to the functions that book."""
    given: dict[str, Any] = {"key": key, "booked_on": on, "recorded_at": NOW, "actor": "rules"}
    return postings.Booking(**given | more)


def person(session: Session, **fields: Any) -> Person:
    """A resident with an invented name and number."""
    number = next(_numbers)
    given: dict[str, Any] = {
        "ref": new_ref(),
        "kind": "person",
        "name": f"Test Person {number}",
        "language": "en",
        "identity_scheme": "bsn",
        "identity_digest": f"digest-{number}",
    }
    return add_row(session, Person(**given | fields))


def message(session: Session, to: Person, key: str = "") -> Outgoing:
    """Something we told a person."""
    key = key or f"told:{next(_numbers)}"
    assert to.id is not None
    content = {"name": to.name, "municipality": "Test Town", "site": "", "phone": ""}
    outbox.tell(
        session, key=key, person_id=to.id, kind="mail", made_on=DAY, now=NOW, content=content
    )
    return session.exec(select(Outgoing).where(Outgoing.key == key)).one()


def letter(session: Session, to: Person, on: date = DAY) -> Letter:
    """A letter to a person: that a claim was let go."""
    assert to.id is not None
    content = {
        "name": to.name,
        "address": to.address,
        "made_on": on.isoformat(),
        "number": "C1",
        "description": "A bill",
        "amount": 40_00,
        "reason": "estate",
    }
    return letters.write(session, person_id=to.id, kind="write-off", content=content, made_on=on)


def staff(session: Session, role: str = "case_worker", unit: str = "") -> StaffMember:
    """Someone who works for the municipality."""
    name = f"Test Staff {next(_numbers)}"
    return add_row(session, StaffMember(ref=new_ref(), name=name, role=role, unit=unit))


def claim(
    session: Session,
    owner: Person,
    amount: int = 100_00,
    *,
    fee: int = 0,
    interest: int = 0,
    **fields: Any,
) -> Claim:
    """A claim of this principal, charged, due in a month; with a fee or interest if named."""
    number = next(_numbers)
    given: dict[str, Any] = {
        "ref": new_ref(),
        "number": f"C{number}",
        "person_id": owner.id,
        "kind": "invoice",
        "description": "A bill",
        "unit": "Parks",
        "unit_phone": "0000 000000",
        "arose_on": DAY - timedelta(days=10),
        "due_on": DAY + timedelta(days=30),
        "principal": amount,
        "payment_reference": f"{number:016d}",
        "time_bar_on": date(2031, 12, 3),
    }
    made = add_row(session, Claim(**given | fields))
    assert made.id is not None
    add_row(session, owed_by(made))
    for component, part in (("principal", amount), ("fee", fee), ("interest", interest)):
        if part:
            key = f"{component}:{made.number}"
            postings.charge(session, made.id, part, component, **booking(key, made.arose_on))
    return made


def pay(session: Session, debt: Claim, amount: int, on: date = DAY) -> postings.Paid:
    """Money that came in for a claim, without a bank line."""
    assert debt.id is not None
    return postings.pay(session, debt.id, amount, ORDER, **booking(f"pay:{next(_numbers)}", on))


def owed(session: Session, debt: Claim) -> int:
    """What is left of a claim."""
    assert debt.id is not None
    return balances.of_claim(session, debt.id).total


def plan(
    session: Session,
    owner: Person,
    claims: Sequence[Claim],
    monthly: int = 25_00,
    *,
    made_on: date = DAY,
    first_due: date | None = None,
    country: str = "NL",
) -> Plan:
    """A running plan over what is left of these claims."""
    assert owner.id is not None
    return plans.make(
        session,
        person_id=owner.id,
        claim_ids=[debt.id for debt in claims if debt.id is not None],
        schedule=schedule(sum(owed(session, debt) for debt in claims), monthly),
        monthly=monthly,
        first_due=first_due or plans.first_due(made_on, country),
        made_on=made_on,
        origin="import",
        policy_version="test-1",
        country=country,
    )


def case(session: Session, owner: Person, claims: Sequence[Claim] = (), **fields: Any) -> Case:
    """A request that was sent and waits for an answer."""
    given: dict[str, Any] = {
        "ref": new_ref(),
        "person_id": owner.id,
        "ask": "plan",
        "state": "sent",
        "started_at": NOW,
        "changed_at": NOW,
        "sent_at": NOW,
        "answer_by": DAY + timedelta(days=56),
    }
    made = add_row(session, Case(**given | fields))
    for debt in claims:
        add_row(session, CaseClaim(case_id=made.id, claim_id=debt.id))
    return made


def receipt(session: Session, about: Case) -> Receipt:
    """What the rules answered on a case."""
    policy = {"policy_id": "test", "policy_version": "1", "policy_hash": "0"}
    return add_row(session, Receipt(case_id=about.id, made_at=NOW, facts={}, result={}, **policy))


def decision(session: Session, about: Case, **fields: Any) -> Decision:
    """A decision by the rules on a case: granted, unless told otherwise."""
    given: dict[str, Any] = {
        "case_id": about.id,
        "outcome": "granted",
        "follows_advice": True,
        "decided_at": NOW,
    }
    if "receipt_id" not in fields:
        given["receipt_id"] = receipt(session, about).id
    return add_row(session, Decision(**given | fields))


def confirmation(session: Session, **fields: Any) -> Confirmation:
    """A supervisor stands for an assumed value."""
    given: dict[str, Any] = {
        "name": "settings.crumb_amount",
        "no": 1,
        "kind": "confirm",
        "value_digest": "0",
        "value_shown": "100.00",
        "note": "Decided by the board.",
        "at": NOW,
    }
    if "confirmed_by" not in fields:
        given["confirmed_by"] = staff(session, "supervisor").id
    return add_row(session, Confirmation(**given | fields))


def line(amount: int, reference: str = "", **fields: Any) -> StatementLine:
    """A line of a bank statement; money in is positive."""
    return StatementLine(**{"booked_on": DAY, "amount": amount, "reference": reference} | fields)


def statement(*lines: StatementLine, **fields: Any) -> Statement:
    """A bank statement that adds up, and begins with what the one before ended with."""
    opening = _account.pop()
    _account.append(opening + sum(entry.amount for entry in lines))
    given: dict[str, Any] = {
        "account": "NL00TEST0123456789",
        "currency": "EUR",
        "opening": opening,
        "opening_on": DAY,
        "closing": _account[-1],
        "closing_on": DAY,
        "number": "1",
        "lines": lines,
    }
    return Statement(**given | fields)


def only_reads(database: Database) -> None:
    """Let the one connection of a database take no changes, until its engine is disposed of."""
    said = {
        "sqlite": "pragma query_only = on",
        "postgresql": "set default_transaction_read_only = on",
    }
    with database.engine.connect() as connection:
        connection.execute(text(said[connection.dialect.name]))
        connection.commit()
