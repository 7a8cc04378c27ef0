"""What waits for staff when a demo begins: requests and payments of people who are nobody to be.

A folder without demo-waiting.toml begins with an empty desk.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from portal.cases import drafts, sending
from portal.cases.matters import kinds
from portal.cases.matters import sending as matter_sending
from portal.cases.models import Case
from portal.ledger.models import Claim
from portal.ledger.statements import take_statement
from portal.municipality import Municipality
from portal.people.actors import person_actor
from portal.people.models import Person
from portal.ports.bank import Statement, StatementLine

FILE, ACTOR = "demo-waiting.toml", "import"
BANK_FILE = "demo-bank.xml"
"""The statement the payments stand on."""


def let_wait(session: Session, town: Municipality, today: date, now: datetime) -> None:
    """Send the requests and take in the payments of the file; nothing where somebody asked already.

    Raises NotNow when the answers to a request are not whole.
    """
    path = town.folder / FILE
    if not path.is_file() or session.exec(select(Case.id).limit(1)).first() is not None:
        return
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    for ask in told["asks"]:
        _send(session, town, ask, today, now)
    _take(session, town, told["payments"], today, now)


def _send(
    session: Session, town: Municipality, told: Mapping[str, Any], today: date, now: datetime
) -> None:
    ago = timedelta(days=told["days_ago"])
    claims = session.exec(select(Claim).where(col(Claim.number).in_(told["claims"]))).all()
    person = session.get_one(Person, claims[0].person_id)
    case = drafts.begin(
        session, person_actor(person), told["ask"], [claim.ref for claim in claims], now - ago
    )
    for question, value in told["answers"].items():
        drafts.answer(session, case, question, value, now - ago)
    send = matter_sending.send if told["ask"] in kinds.KINDS else sending.send
    send(
        session,
        town,
        person_actor(person),
        case,
        seen=case.version,
        warnings={},
        language=person.language,
        now=now - ago,
        on=today - ago,
    )


def _take(
    session: Session,
    town: Municipality,
    told: list[Mapping[str, Any]],
    today: date,
    now: datetime,
) -> None:
    lines = tuple(
        StatementLine(
            booked_on=today - timedelta(days=line["days_ago"]),
            amount=line["amount"],
            counterparty_name=line["name"],
            text=line["text"],
        )
        for line in told
    )
    statement = Statement(
        account=town.payment.account,
        currency=town.currency,
        opening=0,
        opening_on=lines[0].booked_on,
        closing=sum(line.amount for line in lines),
        closing_on=today,
        number="1",
        lines=lines,
    )
    take_statement(
        session,
        statement,
        file_name=BANK_FILE,
        currency=town.currency,
        on=today,
        order=town.payment.imputation,
        now=now,
        actor=ACTOR,
    )
