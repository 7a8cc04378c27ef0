"""Mail addresses people gave: asked for, confirmed by a link that went there, ended."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel, col, select, update

from portal.db import Moment
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.people.models import Person
from portal.people.outbox import CONFIRM_MAIL, MAIL, Outgoing
from portal.people.refs import new_ref
from portal.tokens import Tokens

PURPOSE = "mail-address"
CONFIRM_HOURS = "mail_confirm_hours"
AGAIN = timedelta(minutes=10)
"""After so long the same address is sent another link."""


class MailAddress(SQLModel, table=True):
    """One time somebody agreed to be told by mail at an address."""

    __tablename__ = "mail_address"
    __table_args__ = (
        CheckConstraint("confirmed_at is null or confirmed_at >= agreed_at", name="confirmed"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    email: str
    agreed_at: datetime = Field(sa_type=Moment)
    agreed_by: str
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
    """When the link in the mail to it was followed; before that nothing else is sent there."""
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    """When they wanted post again, gave another address, or mail came back."""
    why: str = ""
    """Why it ended: `chosen`, `other` or `undelivered`."""


@dataclass(frozen=True)
class Asked:
    """What somebody who wants mail is sent first: a link to confirm their address."""

    address: MailAddress
    path: str


def choose_mail(
    session: Session,
    actor: Actor,
    tokens: Tokens,
    email: str,
    *,
    hours: int,
    on: date,
    now: datetime,
) -> Asked | None:
    """Keep that somebody agrees to mail at an address, and send a link there to confirm it.

    Until then they are told as before. None where the address was confirmed already, which is then
    the first way, or a link just went there. Raises NotAllowed.
    """
    actor.must(Permission.OWN_MANAGE)
    person = session.get_one(Person, actor.id)
    held = of_person(session, actor.id)
    is_fresh = held is not None and (held.confirmed_at or held.agreed_at > now - AGAIN)
    if held is not None and held.email == email and is_fresh:
        person.messages_by = MAIL if held.confirmed_at else person.messages_by
        return None
    _end(session, actor.id, "other", now, confirmed=False)
    address = MailAddress(
        ref=new_ref(), person_id=actor.id, email=email, agreed_at=now, agreed_by=actor.signature
    )
    session.add(address)
    session.flush()
    token = tokens.sign(PURPOSE, {"address": address.ref}, now + timedelta(hours=hours))
    asked = Asked(address, f"/messages/confirm/{token}")
    _mail_link(session, person, asked, on, now)
    audit.record(session, now, actor.signature, "person:agree-mail", f"person:{person.ref}")
    return asked


def _mail_link(session: Session, person: Person, asked: Asked, on: date, now: datetime) -> None:
    assert person.id is not None
    session.add(
        Outgoing(
            key=f"{CONFIRM_MAIL}:{asked.address.ref}",
            person_id=person.id,
            channel=MAIL,
            kind=CONFIRM_MAIL,
            language=person.language,
            content={"to": asked.address.email, "path": asked.path},
            made_on=on,
            next_try_at=now,
        )
    )


def waiting(session: Session, tokens: Tokens, token: str, now: datetime) -> MailAddress | None:
    """Return the address a link confirms; None where it is over or was never one."""
    told = tokens.read(PURPOSE, token, now)
    if told is None:
        return None
    found = select(MailAddress).where(MailAddress.ref == told["address"])
    address = session.exec(found).one_or_none()
    return address if address is not None and address.ended_at is None else None


def confirm(session: Session, tokens: Tokens, token: str, now: datetime) -> bool:
    """Confirm an address: from the next message on mail goes there. False where a link is over.

    Whoever reads the mail may do it, signed in or not; a second time changes nothing.
    """
    address = waiting(session, tokens, token, now)
    if address is None:
        return False
    if address.confirmed_at is None:
        _end(session, address.person_id, "other", now, besides=address.id)
        address.confirmed_at = now
        person = session.get_one(Person, address.person_id)
        person.email, person.messages_by = address.email, MAIL
        by = f"resident:{person.ref}"
        audit.record(session, now, by, "person:confirm-mail", f"person:{person.ref}")
    return True


def over(session: Session, person_id: int, why: str, now: datetime) -> None:
    """End all addresses of somebody."""
    _end(session, person_id, why, now)


def confirmed(session: Session, person_id: int) -> MailAddress | None:
    """Return the address somebody can be mailed at, or None."""
    held = of_person(session, person_id)
    if held is None or held.confirmed_at is not None:
        return held
    found = select(MailAddress).where(
        MailAddress.person_id == person_id,
        col(MailAddress.ended_at).is_(None),
        col(MailAddress.confirmed_at).is_not(None),
    )
    return session.exec(found).first()


def of_person(session: Session, person_id: int) -> MailAddress | None:
    """Return the newest address somebody gave that is not over, confirmed or not."""
    found = select(MailAddress).where(
        MailAddress.person_id == person_id, col(MailAddress.ended_at).is_(None)
    )
    return session.exec(found.order_by(col(MailAddress.id).desc()).limit(1)).first()


def last_of(session: Session, person_id: int) -> MailAddress | None:
    """Return the newest address somebody gave, over or not."""
    found = select(MailAddress).where(MailAddress.person_id == person_id)
    return session.exec(found.order_by(col(MailAddress.id).desc()).limit(1)).first()


def path_of(session: Session, address: MailAddress) -> str:
    """Return the path of the link that was mailed to an address; empty once it is done or over."""
    if address.confirmed_at is not None or address.ended_at is not None:
        return ""
    mailed = select(Outgoing).where(Outgoing.key == f"{CONFIRM_MAIL}:{address.ref}")
    return str(session.exec(mailed).one().content["path"])


def _end(
    session: Session,
    person_id: int,
    why: str,
    now: datetime,
    *,
    confirmed: bool = True,
    besides: int | None = None,
) -> None:
    """End addresses of a person; with `confirmed` false only those not confirmed yet."""
    wanted = update(MailAddress).where(
        col(MailAddress.person_id) == person_id, col(MailAddress.ended_at).is_(None)
    )
    if not confirmed:
        wanted = wanted.where(col(MailAddress.confirmed_at).is_(None))
    if besides is not None:
        wanted = wanted.where(col(MailAddress.id) != besides)
    session.flush()
    session.exec(wanted.values(ended_at=now, why=why))
