"""Keys with which a program of a business reads its books: shown once, kept as a digest.

A key reads what its scopes say, of one business, until its last day or until somebody ends it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel, col, select, update

from portal.db import Moment
from portal.errors import NotNow
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.people.models import Person
from portal.people.refs import new_ref
from portal.record import find_one
from portal.tokens import Tokens, digest_of

SCOPES = ("read:claims", "read:statement")
"""What a key can be for: the claims, balance and plans; the statement of a period."""
PREFIX = "ovb_"
"""By which a key is known for one when it turns up where it should not be."""
MOST = 20
"""Keys a business can have at a time."""


class ApiToken(SQLModel, table=True):
    """A key. Its secret is nowhere; here lies only its digest."""

    __tablename__ = "api_token"
    __table_args__ = (
        CheckConstraint("(ended_at is null) = (ended_by = '')", name="end"),
        CheckConstraint("scopes <> ''", name="scopes"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    name: str
    """What the business calls it."""
    digest: str = Field(unique=True)
    scopes: str
    """Names of SCOPES, with a space between."""
    made_at: datetime = Field(sa_type=Moment)
    made_by: str
    last_day: date
    """The last day it can be used."""
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_by: str = ""
    used_on: date | None = None
    """The last day it was used."""
    uses: int = 0


@dataclass(frozen=True)
class Reader:
    """A program that came with a key, and the business whose books it reads."""

    token_id: int
    token_ref: str
    person_id: int
    person_ref: str
    scopes: frozenset[str]


def make(
    session: Session,
    signer: Tokens,
    actor: Actor,
    *,
    once: str,
    name: str,
    scopes: Collection[str],
    last_day: date,
    on: date,
    now: datetime,
) -> tuple[ApiToken, str]:
    """Make a key and return it with its secret, which is kept nowhere. Raises NotNow.

    `once` is drawn with the page: the same page sent twice makes one key.
    """
    actor.must(Permission.FIRM_MANAGE)
    secret = PREFIX + signer.digest("api-key", f"{actor.ref}:{once}")
    known = session.exec(select(ApiToken).where(ApiToken.digest == digest_of(secret))).one_or_none()
    if known is not None:
        return known, secret
    chosen = [scope for scope in SCOPES if scope in scopes]
    if not chosen:
        raise NotNow("error-choose")
    if len(running(session, actor.id, on)) >= MOST:
        raise NotNow("error-tokens-enough")
    token = ApiToken(
        ref=new_ref(),
        person_id=actor.id,
        name=name,
        digest=digest_of(secret),
        scopes=" ".join(chosen),
        made_at=now,
        made_by=actor.signature,
        last_day=last_day,
    )
    session.add(token)
    session.flush()
    audit.record(session, now, actor.signature, "token:make", f"token:{token.ref}", token.scopes)
    return token, secret


def end(session: Session, actor: Actor, ref: str, now: datetime) -> None:
    """End a key at once; one that ended stays so. Raises NotFound, also for somebody else's."""
    actor.must(Permission.FIRM_MANAGE)
    found = select(ApiToken).where(ApiToken.ref == ref, ApiToken.person_id == actor.id)
    token = find_one(session, found)
    if token.ended_at is None:
        token.ended_at, token.ended_by = now, actor.signature
        audit.record(session, now, actor.signature, "token:end", f"token:{ref}")


def tokens_of(session: Session, person_id: int) -> list[ApiToken]:
    """Return all keys of a business, the newest in front."""
    found = select(ApiToken).where(ApiToken.person_id == person_id)
    return list(session.exec(found.order_by(col(ApiToken.id).desc())).all())


def running(session: Session, person_id: int, on: date) -> list[ApiToken]:
    """Return the keys of a business that open something on this day."""
    return [one for one in tokens_of(session, person_id) if is_running(one, on)]


def is_running(token: ApiToken, on: date) -> bool:
    """Whether a key opens something on this day."""
    return token.ended_at is None and on <= token.last_day


def reader_of(session: Session, secret: str, on: date) -> Reader | None:
    """Return whose books this key reads; None for one that is unknown, over or ended."""
    wanted = (
        select(ApiToken, Person)
        .join(Person, col(Person.id) == ApiToken.person_id)
        .where(ApiToken.digest == digest_of(secret))
    )
    row = session.exec(wanted).one_or_none()
    if row is None or not is_running(row[0], on):
        return None
    token, person = row
    assert token.id is not None
    assert person.id is not None
    return Reader(token.id, token.ref, person.id, person.ref, frozenset(token.scopes.split()))


def used(session: Session, reader: Reader, on: date) -> None:
    """Count one use."""
    one = col(ApiToken.id) == reader.token_id
    counted = update(ApiToken).where(one).values(used_on=on, uses=col(ApiToken.uses) + 1)
    session.connection().execute(counted)
