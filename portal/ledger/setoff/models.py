"""Arrangements to withhold from a running benefit, and the amounts they had through time."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.db import Moment


class Withholding(SQLModel, table=True):
    """Claims that are paid by withholding from the person's benefit (verrekenen)."""

    __tablename__ = "withholding"
    __table_args__ = (CheckConstraint("(ended_on is null) = (end_reason = '')", name="end"),)
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    made_on: date
    by: str
    ended_on: date | None = None
    """The first day on which nothing is withheld any more."""
    end_reason: str = ""
    """In the words of who ended it."""
    version: int = 1


class WithholdingClaim(SQLModel, table=True):
    """A claim of a withholding."""

    __tablename__ = "withholding_claim"
    withholding_id: int = Field(foreign_key="withholding.id", primary_key=True)
    claim_id: int = Field(foreign_key="claim.id", primary_key=True, index=True)


class WithholdingAmount(SQLModel, table=True):
    """What is withheld a month from a day on, and why no more. Never changed, never deleted."""

    __tablename__ = "withholding_amount"
    __table_args__ = (
        CheckConstraint("monthly > 0 and monthly <= most", name="within"),
        UniqueConstraint("withholding_id", "no"),
    )
    id: int | None = Field(default=None, primary_key=True)
    withholding_id: int = Field(foreign_key="withholding.id")
    no: int
    from_on: date
    monthly: int = Field(sa_type=BigInteger)
    most: int = Field(sa_type=BigInteger)
    """The most the rules allowed on the day it was set."""
    basis: Any = Field(sa_type=JSON)
    """The facts put to the rules and what they answered, as a receipt holds them."""
    recorded_at: datetime = Field(sa_type=Moment)
    by: str
