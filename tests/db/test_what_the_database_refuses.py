"""What no code can do, because the database itself refuses it: on both engines."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from portal.cases.matters.models import MatterOutcome
from portal.cases.models import Letter, Message
from portal.db import make_engine
from portal.ledger.firms import confirming, documents
from portal.ledger.models import Claim, LedgerEntry, PlanClaim
from portal.people import audit
from portal.people.actors import person_actor
from portal.people.models import Person
from portal.tokens import Tokens
from tests import builders
from tests.builders import DAY, NOW, booking

APPEND_ONLY = {
    "ledger_entry": "amount = amount + 1",
    "audit_event": "detail = 'another story'",
    "receipt": "policy_hash = 'other'",
    "decision": "outcome = 'refused'",
    "letter": "language = 'da'",
    "confirmation": "note = 'Quite another note.'",
    "matter_outcome": "outcome = 'accepted'",
    "claim_document": "content = 'x'",
    "balance_confirmation": "amount = amount + 1",
}


@pytest.fixture
def owner(session: Session) -> Person:
    return builders.person(session)


def write_one_of_each(session: Session, owner: Person) -> None:
    claim = builders.claim(session, owner)
    documents.keep(session, claim.number, b"<x/>", NOW)
    confirming.confirm(session, Tokens("x"), person_actor(owner), date(2026, 1, 1), on=DAY, now=NOW)
    case = builders.case(session, owner, [claim], state="decided")
    builders.decision(session, case)
    audit.record(session, NOW, "rules", "test", "case:1")
    letter = {"ref": "r", "kind": "claim", "language": "nl", "content": {}, "made_on": DAY}
    session.add(Letter(person_id=owner.id, **letter))
    builders.confirmation(session)
    answered = {"no": 1, "outcome": "answered", "reason": "We looked.", "answered_at": NOW}
    session.add(MatterOutcome(case_id=case.id, staff_id=builders.staff(session).id, **answered))
    session.flush()


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_what_was_written_is_never_changed(session: Session, owner: Person, table: str) -> None:
    write_one_of_each(session, owner)
    with pytest.raises(IntegrityError, match="append-only"):
        session.execute(text(f"update {table} set {APPEND_ONLY[table]}"))


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_what_was_written_is_never_deleted(session: Session, owner: Person, table: str) -> None:
    write_one_of_each(session, owner)
    with pytest.raises(IntegrityError, match="append-only"):
        session.execute(text(f"delete from {table}"))


@pytest.mark.postgresql
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_table_is_never_emptied(postgresql_url: str, table: str) -> None:
    engine = make_engine(postgresql_url)
    with pytest.raises(IntegrityError, match="append-only"), engine.begin() as connection:
        connection.execute(text(f"truncate {table} cascade"))
    engine.dispose()


def refusal(session: Session, owner: Person, **fields: Any) -> None:
    case = builders.case(session, owner, state="decided")
    given = {"outcome": "refused", "follows_advice": False, "reason": "Income was not shown."}
    builders.decision(session, case, **given | fields)


def test_a_person_refuses_with_a_reason(session: Session, owner: Person) -> None:
    refusal(session, owner, staff_id=builders.staff(session).id)


def test_no_machine_refuses(session: Session, owner: Person) -> None:
    with pytest.raises(IntegrityError):
        refusal(session, owner)


@pytest.mark.parametrize(
    "reason",
    ["", "No.", " " * 40, "\t\n\r\n" * 10, "\u00a0" * 40, "\u2003\u3000\u202f" * 10, " \n no \t"],
)
@pytest.mark.parametrize("follows_advice", [True, False])
def test_nobody_refuses_without_a_reason(
    session: Session, owner: Person, reason: str, follows_advice: bool
) -> None:
    member = builders.staff(session)
    with pytest.raises(IntegrityError):
        refusal(session, owner, staff_id=member.id, reason=reason, follows_advice=follows_advice)


def test_to_give_something_else_than_advised_needs_a_reason_too(
    session: Session, owner: Person
) -> None:
    member = builders.staff(session)
    with pytest.raises(IntegrityError):
        refusal(session, owner, staff_id=member.id, outcome="granted_partly", reason=" " * 20)


def test_the_rules_decide_only_as_they_advise(session: Session, owner: Person) -> None:
    with pytest.raises(IntegrityError):
        refusal(session, owner, outcome="granted")


@pytest.mark.parametrize("wrong", [{"kind": "maybe"}, {"note": " " * 20}, {"note": "Fine."}])
def test_a_confirmation_says_why(session: Session, wrong: dict[str, str]) -> None:
    with pytest.raises(IntegrityError):
        builders.confirmation(session, **wrong)


def test_of_two_confirmations_at_once_one_is_told(session: Session) -> None:
    first = builders.confirmation(session)
    with pytest.raises(IntegrityError):
        builders.confirmation(session, name=first.name, no=first.no, kind="withdraw")


@pytest.mark.parametrize("body", ["", "   ", "\n\t\u00a0"])
def test_a_message_says_something(session: Session, owner: Person, body: str) -> None:
    case = builders.case(session, owner)
    session.add(Message(case_id=case.id, author="resident", kind="message", body=body, at=NOW))
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 0},
        {"amount": -1},
        {"credit": "receivable_principal"},
        {"credit": "elsewhere"},
        {"kind": "gift"},
        {"claim_id": None},
        {"credit": "receivable_fee"},
        {"debit": "waived", "credit": "suspense"},
        {"claim_id": 404},
    ],
)
def test_an_entry_that_makes_no_sense(
    session: Session, owner: Person, wrong: dict[str, Any]
) -> None:
    claim = builders.claim(session, owner)
    sound = {
        **booking("sound"),
        "debit": "receivable_principal",
        "credit": "charged",
        "amount": 1,
        "claim_id": claim.id,
        "kind": "charge",
    }
    session.add(LedgerEntry(**sound))
    session.flush()
    session.add(LedgerEntry(**sound | {"key": "wrong"} | wrong))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_claim_runs_in_one_plan_only(session: Session, owner: Person) -> None:
    claims = [builders.claim(session, owner) for _ in range(2)]
    first, _ = (builders.plan(session, owner, [claim]) for claim in claims)
    session.add(PlanClaim(plan_id=first.id, claim_id=claims[1].id, person_id=first.person_id))
    with pytest.raises(IntegrityError):
        session.flush()


def test_one_unsent_request_of_a_kind(session: Session, owner: Person) -> None:
    draft = {"state": "draft", "sent_at": None, "answer_by": None}
    builders.case(session, owner, **draft)
    builders.case(session, owner, ask="remission", **draft)
    with pytest.raises(IntegrityError):
        builders.case(session, owner, **draft)


@pytest.mark.parametrize(
    "wrong", [{"principal": 0}, {"stage": "lost"}, {"cause": "bad luck"}, {"months_paid": -1}]
)
def test_a_claim_that_makes_no_sense(
    session: Session, owner: Person, wrong: dict[str, Any]
) -> None:
    sound = builders.claim(session, owner).model_dump(exclude={"id"})
    own = {"ref": "own", "number": "own", "payment_reference": "0"}
    session.add(Claim(**sound | own | wrong))
    with pytest.raises(IntegrityError):
        session.flush()
