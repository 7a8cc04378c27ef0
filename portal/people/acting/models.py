"""Who may act for whom, what happened to that leave, and what was looked at under it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from portal.db import Moment


class Acting(SQLModel, table=True):
    """Leave for one to act for another; its state follows from its events."""

    __tablename__ = "acting"
    __table_args__ = (
        CheckConstraint("kind in ('firm', 'standing', 'guardian', 'loan')", name="kind"),
        CheckConstraint("state in ('runs', 'ended')", name="state"),
        CheckConstraint("(kind = 'loan') = (helper_id is null)", name="helper"),
        CheckConstraint("helper_id is null or helper_id <> principal_id", name="two_people"),
        CheckConstraint("until_on is null or until_on >= from_on", name="dates"),
        Index(
            "uq_acting_running",
            "principal_id",
            "helper_id",
            "kind",
            unique=True,
            sqlite_where=text("state = 'runs'"),
            postgresql_where=text("state = 'runs'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    principal_id: int = Field(foreign_key="person.id", index=True)
    """Whose records they are."""
    helper_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    """Who may act; nobody in particular for a loan: whoever has its code."""
    kind: str
    """`firm`: by leave of a business; `standing`: a mandate (machtiging, fuldmagt); `guardian`: an
    appointment by a court (bewind, værgemål); `loan`: a view lent with a code."""
    capacity: str = ""
    """As what they act: `authorised`, `administrator`, `mentor`; for a firm their role in it."""
    rights: Any = Field(sa_type=JSON)
    """The rights left to the helper, as values of Permission."""
    is_limited: bool = False
    """Whether only the records named in its scope may be seen."""
    from_on: date
    until_on: date | None = None
    """The last day it holds; None until it is ended."""
    state: str
    """`runs` or `ended`; it runs from its first day through its last."""
    evidence: str = ""
    """How it came about, in a few words of who gave it."""
    version: int = 1
    """Counts changes, so that the second of two people is told and overwrites nothing."""


class ActingEvent(SQLModel, table=True):
    """What happened to a leave to act. Never changed, never deleted."""

    __tablename__ = "acting_event"
    __table_args__ = (CheckConstraint("kind in ('given', 'accepted', 'ended')", name="kind"),)
    id: int | None = Field(default=None, primary_key=True)
    acting_id: int = Field(foreign_key="acting.id", index=True)
    kind: str
    at: datetime = Field(sa_type=Moment)
    actor: str
    reason: str = ""


class ActingAsk(SQLModel, table=True):
    """Somebody says that one may act for another: staff look at the paper and answer.

    The one who asks is signed in; the other is kept as a digest, so that nobody learns here whether
    somebody is known to the municipality.
    """

    __tablename__ = "acting_ask"
    __table_args__ = (
        CheckConstraint("asked_as in ('principal', 'helper')", name="asked_as"),
        CheckConstraint("kind in ('standing', 'guardian')", name="kind"),
        CheckConstraint("state in ('asked', 'accepted', 'declined', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'accepted') = (acting_id is not null)", name="accepted"),
        CheckConstraint("state <> 'declined' or length(trim(reason)) > 0", name="reason"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    once: str = Field(unique=True)
    """Drawn with the page, so that sending it twice asks once."""
    asker_id: int = Field(foreign_key="person.id", index=True)
    asked_as: str
    """`principal`: someone is to act for the one who asks; `helper`: the other way round."""
    other_scheme: str
    other_digest: str
    """Under which the other's identity number is known, or will be."""
    other_name: str
    """As the one who asks wrote it."""
    kind: str
    capacity: str
    rights: Any = Field(sa_type=JSON)
    until_on: date | None = None
    """The last day on the paper, if it names one."""
    evidence: str
    """What shows that it is so, in the words of who asks."""
    paper: str = ""
    """The reference of the paper, as it stands on it."""
    asked_at: datetime = Field(sa_type=Moment)
    state: str = "asked"
    answered_by: int | None = Field(default=None, foreign_key="staff_member.id")
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    reason: str = ""
    """Why it was not accepted; both sides may read it."""
    acting_id: int | None = Field(default=None, foreign_key="acting.id")
    version: int = 1
    """Counts changes, so that the second of two people is told and overwrites nothing."""


class ActingScope(SQLModel, table=True):
    """A claim or a request that a limited leave is about."""

    __tablename__ = "acting_scope"
    __table_args__ = (CheckConstraint("what in ('claim', 'case')", name="what"),)
    acting_id: int = Field(foreign_key="acting.id", primary_key=True)
    what: str = Field(primary_key=True)
    ref: str = Field(primary_key=True)


class ActingNow(SQLModel, table=True):
    """A sign-in that acts for another; without a row one acts for oneself."""

    __tablename__ = "acting_now"
    digest: str = Field(primary_key=True, foreign_key="sign_in.digest")
    acting_id: int = Field(foreign_key="acting.id")


class Loan(SQLModel, table=True):
    """The code of a view that is lent, and who gets the messages meanwhile."""

    __tablename__ = "loan"
    __table_args__ = (
        CheckConstraint("told in ('me', 'both')", name="told"),
        CheckConstraint("(told = 'both') = (helper_email <> '')", name="helper_email"),
    )
    acting_id: int = Field(foreign_key="acting.id", primary_key=True)
    what: str
    """`all`, `claim:<ref>` or `case:<ref>`."""
    code_digest: str = Field(unique=True)
    """Keyed digest; the code itself is shown once and not stored."""
    until_at: datetime = Field(sa_type=Moment)
    told: str
    """Who gets the messages: `me`, or `both`: the helper too, by mail."""
    helper_email: str = ""
    news_after: int = 0
    """The last message there was when it was lent: only later ones are told to the helper."""


class HelperVisit(SQLModel, table=True):
    """Someone who came in with a code. The cookie holds a random secret; here lies its digest."""

    __tablename__ = "helper_visit"
    __table_args__ = (
        CheckConstraint("capacity in ('adviser', 'family', 'bookkeeper')", name="capacity"),
    )
    digest: str = Field(primary_key=True)
    ref: str = Field(unique=True)
    acting_id: int = Field(foreign_key="acting.id", index=True)
    name: str
    """As they gave it; nobody checked it."""
    capacity: str
    started_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class HelperLook(SQLModel, table=True):
    """A page a helper looked at. Never changed, never deleted."""

    __tablename__ = "helper_look"
    id: int | None = Field(default=None, primary_key=True)
    acting_id: int = Field(foreign_key="acting.id", index=True)
    helper_ref: str
    helper_name: str
    page: str
    """The kind of page: its text is `look-<page>` in the catalogues."""
    at: datetime = Field(sa_type=Moment)


class PhoneNumber(SQLModel, table=True):
    """A short number that lets staff find a person who is on the telephone, for some minutes."""

    __tablename__ = "phone_number"
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    digest: str = Field(unique=True)
    until_at: datetime = Field(sa_type=Moment)


class NewsCopy(SQLModel, table=True):
    """A message that goes to a helper's mail address instead of the person's own."""

    __tablename__ = "news_copy"
    outgoing_id: int = Field(foreign_key="outgoing.id", primary_key=True)
    acting_id: int = Field(foreign_key="acting.id", index=True)
    about_id: int = Field(foreign_key="outgoing.id")
    """The person's own message it tells of."""
