"""Branches of businesses, the invoices they were sent, and balances confirmed to their auditors."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.db import Moment


class Branch(SQLModel, table=True):
    """A place where a business works (vestiging, produktionsenhed), as the register counts them."""

    __tablename__ = "branch"
    __table_args__ = (UniqueConstraint("person_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id")
    number: str
    """Its public number: twelve digits in the Netherlands, ten (P-nummer) in Denmark."""
    name: str = ""
    """How the bills call it; empty where no bill did."""


class ClaimBranch(SQLModel, table=True):
    """The branch a bill was for."""

    __tablename__ = "claim_branch"
    claim_id: int = Field(foreign_key="claim.id", primary_key=True)
    branch_id: int = Field(foreign_key="branch.id", index=True)
    by: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    """The signature of who of staff put it there; empty where the bill itself says so."""


class ClaimDocument(SQLModel, table=True):
    """The electronic invoice a claim came in with, byte for byte. Never changed."""

    __tablename__ = "claim_document"
    claim_id: int = Field(foreign_key="claim.id", primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)
    kept_at: datetime = Field(sa_type=Moment)


class BalanceConfirmation(SQLModel, table=True):
    """What a business owed on a day, confirmed for its auditor. Never changed.

    The paper carries a code drawn from this record with the portal's key; only the code's digest is
    here, and a record that was changed no longer gives its code.
    """

    __tablename__ = "balance_confirmation"
    __table_args__ = (CheckConstraint("documents >= 0", name="documents"),)
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    name: str
    """The name of the business as it was when this was made."""
    on_day: date
    amount: int = Field(sa_type=BigInteger)
    """What was left of all its claims at the end of that day, in minor units."""
    documents: int
    """Over how many claims."""
    made_at: datetime = Field(sa_type=Moment)
    made_by: str
    code_digest: str = Field(unique=True)
