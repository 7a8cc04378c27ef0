"""Where the time bar of a claim stood before anything here lengthened it."""

from datetime import date

from sqlmodel import Field, SQLModel


class TimeBarBase(SQLModel, table=True):
    """The bar a claim came with: of its bill, or of the file it was imported from. Never changed.

    Kept at the first act or postponement, so that all of them can be reckoned again in order.
    """

    __tablename__ = "time_bar_base"
    claim_id: int = Field(foreign_key="claim.id", primary_key=True)
    bar_on: date
