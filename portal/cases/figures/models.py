"""What the figures keep: arrears as they stood at the end of a month."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel


class ArrearsMonth(SQLModel, table=True):
    """Arrears of one kind of claim at the end of a month, as they stood then. Never changed."""

    __tablename__ = "arrears_month"
    __table_args__ = (
        CheckConstraint("claims > 0 and amount > 0", name="amounts"),
        UniqueConstraint("month", "kind"),
    )
    id: int | None = Field(default=None, primary_key=True)
    month: date
    """Its last day."""
    kind: str
    claims: int
    amount: int = Field(sa_type=BigInteger)
    """What is past its last day to pay, here and with the collector, in minor units."""
