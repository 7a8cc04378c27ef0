"""What was sent about a claim that was not paid in time. Never changed, never deleted."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel


class Reminder(SQLModel, table=True):
    """A friendly word or a reminder (aanmaning, rykker) about one claim, and until when it gives.

    With a plan it is about an instalment that was missed; each claim of the plan then has a row.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("claim_id", "kind", "no"),
        UniqueConstraint("claim_id", "kind", "plan_id", "instalment_no", name="uq_reminder_missed"),
        CheckConstraint("kind in ('word', 'reminder')", name="kind"),
        CheckConstraint("no > 0 and asked > 0 and fee >= 0", name="numbers"),
        CheckConstraint("answer_by >= sent_on", name="dates"),
        CheckConstraint("(fee > 0) = (fee_key is not null)", name="fee_is_booked"),
        CheckConstraint("kind = 'reminder' or (fee = 0 and not notice)", name="word_is_free"),
        CheckConstraint("(plan_id is null) = (instalment_no is null)", name="instalment"),
    )
    id: int | None = Field(default=None, primary_key=True)
    claim_id: int = Field(foreign_key="claim.id")
    kind: str
    """`word`: friendly and free; `reminder`: the letter of the law, that may cost a fee."""
    no: int
    """Counts the rows of its kind on the claim."""
    sent_on: date
    answer_by: date
    """The last day before anything more follows."""
    asked: int = Field(sa_type=BigInteger)
    """What was to be paid, the fee included, in minor units; of a plan, what was missed."""
    fee: int = Field(default=0, sa_type=BigInteger)
    fee_key: str | None = Field(default=None, foreign_key="ledger_entry.key")
    """The movement that charged the fee."""
    notice: bool = False
    """Whether it told what follows when this is not paid either: hand-over, or a writ."""
    plan_id: int | None = Field(default=None, foreign_key="plan.id", index=True)
    instalment_no: int | None = None
