"""Mail to a helper that there is news, where who lent them a view wished it so; it names nobody."""

from datetime import datetime

from sqlmodel import Session, col, delete, func, select

from portal.cases import letters
from portal.people.acting import reading
from portal.people.acting.models import Acting, Loan, NewsCopy
from portal.people.models import Person
from portal.people.outbox import HELPER_NEWS, Outgoing


def copy_news(session: Session, now: datetime) -> int:
    """Keep a mail to each helper for what their person was told since; return how many."""
    _forget_ended(session, now)
    told = (
        select(Acting, Loan, Person)
        .join(Loan, col(Loan.acting_id) == Acting.id)
        .join(Person, col(Person.id) == Acting.principal_id)
        .where(Loan.told == "both", Acting.state == "runs", col(Loan.until_at) > now)
    )
    return sum(_copy(session, *row, now) for row in session.exec(told).all())


def helper_address(session: Session, message: Outgoing) -> str:
    """Return the helper's address that a message is for; nothing for the person's own."""
    if message.kind != HELPER_NEWS:
        return ""
    found = (
        select(Loan.helper_email)
        .join(NewsCopy, col(NewsCopy.acting_id) == Loan.acting_id)
        .where(NewsCopy.outgoing_id == message.id)
    )
    return session.exec(found).one()


def _copy(session: Session, acting: Acting, loan: Loan, person: Person, now: datetime) -> int:
    assert acting.id is not None
    copied = select(func.max(NewsCopy.about_id)).where(NewsCopy.acting_id == acting.id)
    last = max(session.exec(copied).one() or 0, loan.news_after)
    fresh = select(Outgoing).where(
        Outgoing.person_id == person.id, Outgoing.kind != HELPER_NEWS, col(Outgoing.id) > last
    )
    helper = reading.stand_in(session, acting, person, "", "")
    made = 0
    for message in session.exec(fresh.order_by(col(Outgoing.id))).all():
        is_about = (
            letters.is_readable(session, helper, message.letter_ref)
            if message.letter_ref
            else loan.what == "all"
        )
        if is_about:
            made += 1
            _keep(session, acting.id, message, now)
    return made


def _keep(session: Session, acting_id: int, about: Outgoing, now: datetime) -> None:
    assert about.id is not None
    mail = Outgoing(
        key=f"{HELPER_NEWS}:{acting_id}:{about.id}",
        person_id=about.person_id,
        channel="mail",
        kind=HELPER_NEWS,
        language=about.language,
        made_on=about.made_on,
        next_try_at=now,
    )
    session.add(mail)
    session.flush()
    assert mail.id is not None
    session.add(NewsCopy(outgoing_id=mail.id, acting_id=acting_id, about_id=about.id))
    session.flush()


def _forget_ended(session: Session, now: datetime) -> None:
    """Throw away what still waits for a helper whose view has ended."""
    ended = (
        select(NewsCopy.outgoing_id)
        .join(Outgoing, col(Outgoing.id) == NewsCopy.outgoing_id)
        .join(Acting, col(Acting.id) == NewsCopy.acting_id)
        .join(Loan, col(Loan.acting_id) == NewsCopy.acting_id)
        .where(Outgoing.state == "waiting")
        .where((col(Acting.state) != "runs") | (col(Loan.until_at) <= now))
    )
    for outgoing_id in session.exec(ended).all():
        session.exec(delete(NewsCopy).where(col(NewsCopy.outgoing_id) == outgoing_id))
        session.exec(delete(Outgoing).where(col(Outgoing.id) == outgoing_id))
