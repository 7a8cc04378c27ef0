"""Payments begun on the provider's page, money that went back, and money that is on its way."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel

from portal.db import Moment

UNFINISHED = ("starting", "unknown", "open", "pending", "authorized")
"""States out of which something can still come."""
FINAL = ("paid", "canceled", "expired", "failed", "refused")
_STATES = ", ".join(f"'{state}'" for state in (*UNFINISHED, *FINAL))


class OnlinePayment(SQLModel, table=True):
    """A payment somebody began. Only what the provider itself tells changes how it stands."""

    __tablename__ = "online_payment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("scope in ('whole', 'instalment', 'amount')", name="scope"),
        CheckConstraint(f"state in ({_STATES})", name="state"),
        CheckConstraint("problem in ('', 'amount', 'currency', 'back')", name="problem"),
        CheckConstraint(
            "(state = 'paid') = (paid_amount is not null and paid_on is not null)", name="paid"
        ),
        CheckConstraint(
            "provider_id is not null or state in ('starting', 'unknown', 'refused', 'failed')",
            name="provider_id",
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    """Ours; the provider keeps it too."""
    key: str = Field(unique=True)
    """Makes pressing the button twice begin one payment."""
    provider_key: str = Field(unique=True)
    """Makes asking the provider twice begin one payment."""
    person_id: int = Field(foreign_key="person.id", index=True)
    """Who pays."""
    claim_id: int = Field(foreign_key="claim.id", index=True)
    """The payer's own choice: money goes to this claim first."""
    plan_id: int | None = Field(default=None, foreign_key="plan.id")
    """For an instalment: its plan; what the claim does not need goes to the others in it."""
    scope: str
    """All that is left, the next instalment, or an amount of one's own choice."""
    amount: int = Field(sa_type=BigInteger)
    """What was asked for, in minor units."""
    currency: str
    state: str = Field(default="starting", index=True)
    """`starting`: the provider is being asked; `unknown`: nobody knows whether it was;
    `refused`: it said no, or was not there; the others as the provider has them."""
    provider_id: str | None = Field(default=None, unique=True)
    checkout_url: str = ""
    """The page to pay on."""
    started_on: date
    started_at: datetime = Field(sa_type=Moment)
    expires_at: datetime | None = Field(default=None, sa_type=Moment)
    paid_amount: int | None = Field(default=None, sa_type=BigInteger)
    """What really came."""
    paid_on: date | None = None
    problem: str = ""
    """What a person must look at: another amount or currency than was asked for, or money that went
    back and could not be taken from where it was put."""


class OnlineReturn(SQLModel, table=True):
    """Money of a payment that went back to the payer, or came again after that. Never changed."""

    __tablename__ = "online_return"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("kind in ('refund', 'chargeback', 'reversed')", name="kind"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """The provider's own id of it."""
    payment_id: int = Field(foreign_key="online_payment.id", index=True)
    kind: str
    amount: int = Field(sa_type=BigInteger)
    booked_on: date
    recorded_at: datetime = Field(sa_type=Moment)


class OnItsWay(SQLModel, table=True):
    """Money somebody says they paid, or the provider says is coming: shown until it is there."""

    __tablename__ = "on_its_way"
    __table_args__ = (
        CheckConstraint("until_on >= from_on", name="dates"),
        CheckConstraint("amount > 0", name="amount"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    claim_id: int = Field(foreign_key="claim.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    payment_id: int | None = Field(default=None, foreign_key="online_payment.id", index=True)
    """The payment on the provider's page; None for one by bank."""
    amount: int = Field(sa_type=BigInteger)
    from_on: date
    until_on: date
    """The last day it is waited for."""
    told_at: datetime = Field(sa_type=Moment)
    ended_on: date | None = None
    """The day it came, failed, or was taken back."""
