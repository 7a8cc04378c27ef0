"""Who is on their way to a provider of sign-ins, what it proved, and whom it logged out."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from portal.db import Moment


class SignInTrip(SQLModel, table=True):
    """Somebody who was sent to a provider. Used once, then gone."""

    __tablename__ = "sign_in_trip"
    __table_args__ = (CheckConstraint("kind in ('resident', 'business', 'staff')", name="kind"),)
    digest: str = Field(primary_key=True)
    """Of a secret in this browser's cookie: nobody else can come back on this trip."""
    kind: str
    state: str
    nonce: str
    verifier: str
    """Of PKCE."""
    again: str
    """The digest of the session in which they prove anew who they are; empty for a new one."""
    started_at: datetime = Field(sa_type=Moment, index=True)


class SignInProof(SQLModel, table=True):
    """What a provider proved of a session: enough to end it from there, and nothing to read."""

    __tablename__ = "sign_in_proof"
    __table_args__ = (CheckConstraint("kind in ('resident', 'business', 'staff')", name="kind"),)
    digest: str = Field(primary_key=True, foreign_key="sign_in.digest")
    kind: str
    subject: str = Field(index=True)
    """Keyed digest of issuer and subject: a subject may be an identity number."""
    session: str = Field(index=True)
    """Keyed digest of issuer and the provider's session; empty where it has no name."""
    level: str
    """The level of assurance (acr) of the last proof."""
    proven_at: datetime = Field(sa_type=Moment)


class LogOutTold(SQLModel, table=True):
    """A log-out that a provider told us of: each is taken once."""

    __tablename__ = "log_out_told"
    digest: str = Field(primary_key=True)
    """Of issuer and token."""
    at: datetime = Field(sa_type=Moment)
