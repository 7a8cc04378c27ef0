"""Writing imported claims to the books: debtor, claim, charge, what was paid before, the record."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import count

from sqlmodel import Session, col, select

from portal import money
from portal.ledger import postings, references
from portal.ledger.intake import others
from portal.ledger.intake.row import ClaimRow
from portal.ledger.models import Claim
from portal.ledger.records import Liability
from portal.ledger.timebar.acts import bar_of_bill
from portal.municipality import Municipality
from portal.people import audit, identity
from portal.people.models import Person
from portal.people.refs import new_ref
from portal.rows import in_parts

ACT = "claim:imported"
"""The act under which the record keeps how a claim came in."""
STAYING = {
    "kind": "kind",
    "description": "description",
    "unit": "unit",
    "unit_phone": "unit_phone",
    "arose_on": "arose_on",
    "due_on": "due_on",
    "amount": "principal",
    "scheme": "scheme",
    "period_from": "period_from",
    "period_to": "period_to",
    "basis": "basis",
    "basis_on": "basis_on",
}
"""Columns of the file that stay with a claim as they came, and the claim's own name for each."""


def as_it_came(row: ClaimRow) -> dict[str, str]:
    """Return the columns that may move on here, as they came: to know the same line again."""
    return {
        "paid": money.plain(row.paid),
        "stage": row.stage,
        "stage_on": str(row.stage_on or ""),
        "cause": row.cause,
        "months_paid": str(row.months_paid),
        "time_bar_on": str(row.time_bar_on or ""),
    }


def add_debtors(session: Session, rows: Sequence[ClaimRow], key: str) -> dict[str, Person]:
    """Return all debtors by digest; those not known yet are added, the others stay as they are.

    Of someone known the day of birth is kept when it was not known.
    """
    lines: dict[str, ClaimRow] = {}
    for line in (line for row in rows for line in (row, *row.others)):
        lines.setdefault(others.digest(line, key), line)
    people = identity.find_all(session, lines)
    for digest, row in lines.items():
        if digest not in people:
            person = identity.new_person(
                number=row.identity_number,
                scheme=row.identity_scheme,
                key=key,
                name=row.debtor_name,
                language=row.language,
                address=row.address,
            )
            people[digest] = person
            session.add(person)
        people[digest].born_on = people[digest].born_on or row.birthday
    session.flush()
    return people


def add_claims(
    session: Session,
    rows: Sequence[ClaimRow],
    digests: Mapping[str, str],
    people: Mapping[str, Person],
    municipality: Municipality,
) -> list[tuple[ClaimRow, Claim]]:
    """Add a claim for each row, each with a payment reference of its own; return them together."""
    scheme = municipality.payment.scheme
    given = _references(session, scheme, [row.number for row in rows])
    added = []
    for row in rows:
        debtor = people[digests[row.number]]
        assert debtor.id is not None
        claim = _claim(row, debtor.id, given[row.number], municipality)
        session.add(claim)
        added.append((row, claim))
    session.flush()
    session.add_all(owed_by(claim) for _, claim in added)
    session.flush()
    return added


def owed_by(claim: Claim) -> Liability:
    """Return the row that says that the person the bill is for owes the claim."""
    assert claim.id is not None
    return Liability(claim_id=claim.id, person_id=claim.person_id, since=claim.arose_on)


def _claim(row: ClaimRow, person_id: int, reference: str, municipality: Municipality) -> Claim:
    return Claim(
        ref=new_ref(),
        number=row.number,
        person_id=person_id,
        payment_reference=reference,
        stage=row.stage,
        reminded_on=row.stage_on if row.stage == "reminded" else None,
        transferred_on=row.stage_on if row.stage == "transferred" else None,
        cause=row.cause,
        months_paid=row.months_paid,
        time_bar_on=row.time_bar_on
        or bar_of_bill(municipality, row.due_on, row.basis, row.basis_on),
        **{name: getattr(row, column) for column, name in STAYING.items()},
    )


def _references(session: Session, scheme: str, numbers: Sequence[str]) -> dict[str, str]:
    """Draw a reference for each number; one that another claim has is drawn again."""
    used = _used(session, [references.issue(scheme, number) for number in numbers])
    given = {}
    for number in numbers:
        drawn = (references.issue(scheme, number, attempt) for attempt in count())
        given[number] = next(reference for reference in drawn if reference not in used)
        used.add(given[number])
    return given


def _used(session: Session, drawn: Sequence[str]) -> set[str]:
    used: set[str] = set()
    for part in in_parts(drawn):
        query = select(Claim.payment_reference).where(col(Claim.payment_reference).in_(part))
        used.update(session.exec(query))
    return used


def book(
    session: Session,
    added: Sequence[tuple[ClaimRow, Claim]],
    now: datetime,
    actor: str,
    act: str = ACT,
    *,
    on: date,
) -> None:
    """Charge each claim on the day it arose, book what was paid before, and write the record.

    `act` is how it came in.
    """
    for row, claim in added:
        assert claim.id is not None
        _charge(session, row, claim.id, now, actor)
        if row.paid:
            _pay(session, row, claim.id, on, now, actor)
    for row, claim in added:
        came = json.dumps(as_it_came(row), separators=(",", ":"))
        audit.record(session, now, actor, act, f"claim:{claim.ref}", came)
    session.flush()


def _charge(session: Session, row: ClaimRow, claim_id: int, now: datetime, actor: str) -> None:
    postings.charge(
        session,
        claim_id,
        row.amount,
        key=f"import:{row.number}",
        booked_on=row.arose_on,
        recorded_at=now,
        actor=actor,
    )


def _pay(
    session: Session, row: ClaimRow, claim_id: int, on: date, now: datetime, actor: str
) -> None:
    """Nobody knows any more when it came: what was paid before is booked on the import's day."""
    postings.pay(
        session,
        claim_id,
        row.paid,
        postings.COMPONENTS,
        key=f"import-paid:{row.number}",
        booked_on=on,
        recorded_at=now,
        actor=actor,
    )
