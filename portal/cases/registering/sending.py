"""Sending a bill: claim, charge, who owes it, letter and word to the debtor; all or nothing."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from portal.cases.registering import drafts, letters, others
from portal.cases.registering.bill import Held, held, next_step
from portal.clock import day_in
from portal.errors import NotNow
from portal.ledger.intake import book
from portal.ledger.intake.row import ClaimRow
from portal.ledger.joint import minors
from portal.ledger.models import Claim
from portal.ledger.origin.models import Registration
from portal.municipality import Municipality
from portal.people import identity
from portal.people.actors import Actor
from portal.people.models import Person
from portal.people.refs import new_ref
from portal.record import change_row

ACT = "claim:registered"
"""The act under which the record keeps that a unit made a claim."""


def send(
    session: Session,
    town: Municipality,
    unit: Actor,
    registration: Registration,
    *,
    seen: int,
    on: date,
    now: datetime,
) -> Claim:
    """Turn a registration into a claim and bill it; return the claim.

    Everyone who owes it gets the bill. Raises NotNow when something is missing or too little to
    collect, and Conflict when somebody changed it since version `seen`.
    """
    drafts.must_be_draft(registration)
    if next_step(town, registration, on) is not None:
        raise NotNow("error-bill-not-whole")
    checked = held(town, registration, on)
    if not checked.may_go:
        raise NotNow("error-bill-lacks" if checked.is_collected else "error-bill-too-small")
    named = others.others_of(registration)
    others.must_fit(registration.content, named)
    change_row(session, registration, seen, col(Registration.state) == "draft")
    person = _debtor(session, registration.content)
    claim = _claim(session, town, registration, checked, person, unit.signature, now)
    claim.billed_on = on
    registration.state, registration.claim_id = "sent", claim.id
    more = [others.Owing(_debtor(session, one), one["share"]) for one in named]
    others.owe_too(session, claim, more, claim.arose_on)
    for owing in (others.Owing(person, None), *more):
        minors.look(session, town, claim, owing.person, by=unit.signature, now=now, on=on)
        letters.bill(session, town, claim, owing, len(more), on=on, now=now)
    session.flush()
    return claim


def _debtor(session: Session, told: Mapping[str, Any]) -> Person:
    """Who is to pay; someone known keeps the particulars they have."""
    digest = identity.Digest.read(told["digest"])
    person = identity.find_all(session, [digest]).get(digest)
    if person is None:
        person = Person(
            ref=new_ref(),
            kind=identity.DEBTOR_KINDS[told["identity_scheme"]],
            name=told["name"],
            language=told["language"],
            identity_scheme=told["identity_scheme"],
            identity_digest=str(digest),
            address=told["address"],
        )
        session.add(person)
    if person.born_on is None and told.get("born_on"):
        person.born_on = date.fromisoformat(told["born_on"])
    session.flush()
    return person


def _claim(
    session: Session,
    town: Municipality,
    registration: Registration,
    checked: Held,
    person: Person,
    actor: str,
    now: datetime,
) -> Claim:
    """Book the claim on the way the claims of a file take."""
    row = _row(session, town, registration, checked, person)
    digest = person.identity_digest
    added = book.add_claims(session, [row], {row.number: digest}, {digest: person}, town)
    book.book(session, added, now, actor, ACT, on=day_in(town.country, now))
    return added[0][1]


def _row(
    session: Session,
    town: Municipality,
    registration: Registration,
    checked: Held,
    person: Person,
) -> ClaimRow:
    bill = checked.bill
    return ClaimRow(
        line=0,
        number=f"R{registration.started_at.year}-{registration.id:06d}",
        identity_scheme=person.identity_scheme,
        identity_number="",
        debtor_kind=person.kind,
        debtor_name=person.name,
        language=person.language,
        address=person.address,
        kind=bill.kind,
        description=bill.description,
        unit=bill.unit,
        unit_phone=phone_of(session, town, bill.unit),
        arose_on=bill.arose_on,
        due_on=bill.due_on,
        amount=bill.principal,
        paid=0,
        stage="open",
        stage_on=None,
        cause=bill.cause,
        months_paid=0,
        time_bar_on=None,
        scheme=bill.scheme,
        period_from=bill.period_from,
        period_to=bill.period_to,
        basis=bill.basis,
        basis_on=bill.basis_on,
    )


def phone_of(session: Session, town: Municipality, unit: str) -> str:
    """Return the number on the newest bill of a unit, or else the municipality's own."""
    newest = select(Claim.unit_phone).where(Claim.unit == unit).order_by(col(Claim.id).desc())
    return session.exec(newest.limit(1)).first() or town.contact.phone
