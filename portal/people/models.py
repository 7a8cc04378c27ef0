"""Persons, businesses and staff, what is known of them, and who is signed in."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.db import Moment


class Person(SQLModel, table=True):
    """A resident or a business that owes the municipality something."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("kind in ('person', 'business')", name="kind"),
        CheckConstraint("identity_scheme in ('bsn', 'cpr', 'kvk', 'cvr')", name="scheme"),
        CheckConstraint("messages_by in ('post', 'mail', 'sms')", name="messages_by"),
        UniqueConstraint("identity_scheme", "identity_digest"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    """Public reference: random, in addresses of pages."""
    kind: str
    name: str
    language: str
    """The language letters are written in: a code of the municipality's languages."""
    identity_scheme: str
    identity_digest: str
    """Keyed digest of the identity number, by which they are found. See `vault` for the number."""
    address: str = ""
    born_on: date | None = None
    email: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    messages_by: str = Field(default="post", sa_column_kwargs={"server_default": "post"})
    """How we write: `post`; or `mail` or `sms` when they agreed and confirmed where to."""


class KnownFact(SQLModel, table=True):
    """One fact the municipality already has about a person, with where it comes from."""

    __tablename__ = "known_fact"
    __table_args__ = (UniqueConstraint("person_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    name: str
    """The name of a question of the journeys, such as `benefit` or `children`."""
    value: Any = Field(sa_type=JSON)
    source: str
    """Message id of the source's name."""
    as_of: date


class StaffMember(SQLModel, table=True):
    """Someone who works for the municipality here."""

    __tablename__ = "staff_member"
    __table_args__ = (
        CheckConstraint(
            "role in ('case_worker', 'supervisor', 'decentral_unit', 'senior', 'council_reader',"
            " 'administrator', 'privacy_officer')",
            name="role",
        ),
        Index(
            "uq_staff_member_login",
            "login",
            unique=True,
            sqlite_where=text("login <> ''"),
            postgresql_where=text("login <> ''"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    name: str
    role: str
    unit: str = ""
    """For a decentral unit: the name of the unit whose claims it may see."""
    ended_on: date | None = None
    """The day they stopped working here; from then on they cannot sign in."""
    login: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    """Their name at the municipality's own sign-in; empty: their reference is."""
    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})


class SignIn(SQLModel, table=True):
    """A session on one device. The cookie holds a random secret; here lies only its digest."""

    __tablename__ = "sign_in"
    __table_args__ = (
        CheckConstraint("(person_id is null) <> (staff_id is null)", name="one_subject"),
    )
    digest: str = Field(primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    staff_id: int | None = Field(default=None, foreign_key="staff_member.id", index=True)
    started_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    device: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    """The family of the browser and of the system, such as `firefox/android`, and no more."""


class AuditEvent(SQLModel, table=True):
    """Something someone did; never changed, never deleted (the database refuses both)."""

    __tablename__ = "audit_event"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment, index=True)
    actor: str
    """`resident:<ref>`, `helper:<ref> for resident:<ref>`, `staff:<ref>`, `rules`, `import`,
    `night`, or `provider`."""
    act: str
    subject: str = Field(index=True)
    """What it was done to: `case:<ref>`, `claim:<ref>`, …"""
    detail: str = ""


class Installation(SQLModel, table=True):
    """What this database is for: its municipality, and whether it is a demo's."""

    __tablename__ = "installation"
    name: str = Field(primary_key=True)
    value: str
