"""What the figures keep: arrears by month and by night, and what everyone may see."""

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


class ArrearsDay(SQLModel, table=True):
    """Arrears of one kind and age as a night counted them; the next night puts its own in place.

    A row of no kind and no age says that the night counted, also where nothing is past its day.
    """

    __tablename__ = "arrears_day"
    __table_args__ = (
        CheckConstraint("claims >= 0 and here >= 0 and collector >= 0", name="amounts"),
        UniqueConstraint("on", "kind", "age"),
    )
    id: int | None = Field(default=None, primary_key=True)
    on: date
    kind: str
    age: str
    """A name of `portal.cases.figures.arrears.AGES`."""
    claims: int
    here: int = Field(sa_type=BigInteger)
    """What is past its last day to pay and not with the collector, in minor units."""
    collector: int = Field(sa_type=BigInteger)


class PublicFigure(SQLModel, table=True):
    """A cell of the figures for everyone, as the first night of a month counted it."""

    __tablename__ = "public_figure"
    __table_args__ = (UniqueConstraint("name", "row", "column"),)
    id: int | None = Field(default=None, primary_key=True)
    on: date
    name: str
    """The table it belongs to."""
    row: str
    column: str
    many: int | None
    """None where it is withheld: what is not shown is not kept either."""
    amount: int | None = Field(default=None, sa_type=BigInteger)
    """Rounded, in minor units; None where it is withheld, and where nothing is summed."""
