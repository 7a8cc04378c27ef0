"""Filling the demo: people and staff, claims through the very import, plans and payments."""

from datetime import date, datetime, timedelta
from io import BytesIO

from sqlmodel import Session, col, select

from portal.cases.figures import outcomes
from portal.cases.figures.arrears import keep_months
from portal.cases.work.keeping import set_terms
from portal.db import Database
from portal.demo import acting, histories, known, people
from portal.demo.dates import shifted
from portal.demo.letters import write_letters
from portal.errors import BadFile
from portal.ledger import intake
from portal.municipality import Municipality
from portal.people import identity
from portal.people.models import KnownFact, StaffMember
from portal.tokens import Tokens

ACTOR = "import"


def fill(
    database: Database,
    municipality: Municipality,
    *,
    today: date,
    now: datetime,
    identity_key: str,
    tokens: Tokens | None = None,
) -> None:
    """Fill the database for a demo on this day, whole or not at all; a filled one stays as it is.

    With `tokens` views are lent and letters written too, whose codes they make. All dates move
    along, so that the claim one day before hand-over is so on any day.
    """
    file = people.read(municipality.name)
    shift = today - file.reference_date
    with database.unit_of_work() as session:
        if _is_filled(session, file):
            return
        _add_people(session, file, shift, identity_key)
        _add_staff(session, file)
        _import_claims(session, municipality, today, now, identity_key)
        acting.let_act(session, file, today, now)
        if tokens is not None:
            acting.lend_views(session, municipality, file, tokens=tokens, today=today, now=now)
        histories.play(session, municipality, file, shift=shift, today=today, now=now)
        if tokens is not None:
            write_letters(session, municipality, file, tokens)
        known.know(session, municipality, {told["ref"] for told in file.people}, today)
        set_terms(session, municipality, today)
        keep_months(session, today)
        outcomes.keep(session, municipality, today)


def _is_filled(session: Session, file: people.DemoFile) -> bool:
    refs = [member["ref"] for member in file.staff]
    return (
        session.exec(select(StaffMember).where(col(StaffMember.ref).in_(refs))).first() is not None
    )


def _add_people(session: Session, file: people.DemoFile, shift: timedelta, key: str) -> None:
    for told in file.people:
        person = identity.new_person(
            number=told["identity_number"],
            scheme=told["identity_scheme"],
            key=key,
            name=told["name"],
            language=told["language"],
            address=told["address"],
        )
        person.ref = told["ref"]
        session.add(person)
        session.flush()
        assert person.id is not None
        for fact in told.get("facts", ()):
            session.add(KnownFact(person_id=person.id, **(fact | {"as_of": fact["as_of"] + shift})))


def _add_staff(session: Session, file: people.DemoFile) -> None:
    session.add_all(
        StaffMember(
            ref=member["ref"], name=member["name"], role=member["role"], unit=member.get("unit", "")
        )
        for member in file.staff
    )


def sample(municipality: Municipality, today: date) -> str:
    """Return the shipped claims file with its dates moved to this day."""
    file = people.read(municipality.name)
    written = (municipality.folder / "demo-claims.csv").read_text(encoding="utf-8")
    return shifted(written, today - file.reference_date, file.fixed_claims)


def _import_claims(
    session: Session, municipality: Municipality, today: date, now: datetime, key: str
) -> None:
    read = intake.read(BytesIO(sample(municipality, today).encode()), municipality)
    if read.mistakes:
        raise BadFile([str(mistake) for mistake in read.mistakes])
    intake.take(
        session, read.rows, municipality=municipality, identity_key=key, now=now, actor=ACTOR
    )
