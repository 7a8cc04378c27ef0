"""Letters that people of the demo have had: a bill, or the reminder of what is not paid."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from portal.cases import letters
from portal.cases.letterbox.codes import code_of
from portal.cases.registering.letters import BILL, bill_record
from portal.demo.people import DemoFile
from portal.jobs.dunning.sending import KIND, Sending, reminder_record
from portal.ledger import balances
from portal.ledger.debtors import debtors_of
from portal.ledger.dunning.course import answer_by, course_of
from portal.ledger.dunning.recipients import recipients
from portal.ledger.models import Claim
from portal.municipality import Municipality
from portal.people.models import Person
from portal.tokens import Tokens


def write_letters(session: Session, town: Municipality, file: DemoFile, tokens: Tokens) -> None:
    """Write the letters about the claims the file names, each with its code."""
    for told in file.people:
        person = session.exec(select(Person).where(Person.ref == told["ref"])).one()
        for number in told.get("letters", ()):
            claim = session.exec(select(Claim).where(col(Claim.number) == number)).one()
            letter = _write(session, town, claim, person)
            code_of(session, town, tokens, letter)


def _write(session: Session, town: Municipality, claim: Claim, person: Person) -> Any:  # noqa: ANN401
    assert person.id is not None
    is_reminded = claim.reminded_on is not None
    on = claim.reminded_on or claim.arose_on
    record = _reminder(session, town, claim, person, on) if is_reminded else None
    return letters.write(
        session,
        person_id=person.id,
        kind=KIND if is_reminded else BILL,
        content=record or _bill(session, town, claim, on),
        made_on=on,
        claim_id=claim.id,
    )


def _bill(session: Session, town: Municipality, claim: Claim, on: date) -> dict[str, Any]:
    assert claim.id is not None
    others = len(debtors_of(session, [claim.id])[claim.id]) - 1
    return bill_record(town, claim, None, others, on)


def _reminder(
    session: Session, town: Municipality, claim: Claim, person: Person, on: date
) -> dict[str, Any]:
    """The last reminder, after which the claim goes on, as the claim's page says."""
    assert claim.id is not None
    owed = balances.of_claim(session, claim.id)
    until = answer_by(town, course_of(town, claim.kind, on), on, is_last=True)
    one = Sending(claim.id, KIND, 1, until, owed, owed.total, notice=True)
    (to,) = (who for who in recipients(session, [claim.id])[claim.id] if who.person_id == person.id)
    return reminder_record(town, on, one, (one,), {claim.id: claim}, to)
