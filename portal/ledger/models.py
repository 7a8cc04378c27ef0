"""Claims, the double-entry ledger, plans, and bank statements as they came in.

Amounts are minor units of the municipality's one currency, unless a column says otherwise.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.db import Moment

RECEIVABLES = {
    "principal": "receivable_principal",
    "fee": "receivable_fee",
    "interest": "receivable_interest",
}
"""The account of each component of a claim."""
MONEY_IN = ("bank", "provider", "direct_debit", "withheld", "set_off", "suspense")
"""Accounts from which a claim is paid: at the bank, with the payment provider, collected by direct
debit, withheld from a benefit, set off by the state, and money that waited for its claim."""
ACCOUNTS = (
    *RECEIVABLES.values(),
    "charged",
    *MONEY_IN,
    "refundable",
    "waived",
    "written_off",
)
BASES = ("ordinary", "instrument", "judgment", "settlement")
"""What a claim rests on, as the time bar tells them apart."""
DATED_BASES = ("judgment", "settlement")
"""Of these the day is kept."""
_ACCOUNT_LIST = ", ".join(f"'{account}'" for account in ACCOUNTS)

_EMPTY = {"server_default": text("''")}
_NO = {"server_default": text("false")}
"""What rows from before a column have in it."""


class Claim(SQLModel, table=True):
    """Money a person owes the municipality for one reason. What is owed stands in the ledger."""

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("stage in ('open', 'reminded', 'transferred')", name="stage"),
        CheckConstraint("cause in ('none', 'information_breach', 'intent')", name="cause"),
        CheckConstraint("principal > 0", name="principal"),
        CheckConstraint("months_paid >= 0", name="months_paid"),
        CheckConstraint("due_on >= arose_on", name="dates"),
        CheckConstraint(
            "basis in ('ordinary', 'instrument', 'judgment', 'settlement')", name="basis"
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    number: str = Field(unique=True)
    """The municipality's own number of the claim; the key that makes an import safe to repeat."""
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str
    description: str
    """Why this claim exists, in words, about this case."""
    unit: str
    """The unit that sent the bill."""
    unit_phone: str
    arose_on: date
    due_on: date
    """Last day to pay in time."""
    principal: int = Field(sa_type=BigInteger)
    """The amount at the start."""
    payment_reference: str = Field(unique=True)
    stage: str = "open"
    reminded_on: date | None = None
    transferred_on: date | None = None
    cause: str = "none"
    scheme: str | None = None
    """The act or scheme it rests on, where known: one of the municipality's `schemes`."""
    months_paid: int = 0
    """Full months paid before the claim came into this portal."""
    time_bar_on: date
    """First day on which the claim can no longer be collected, with all that interrupted it."""
    billed_on: date | None = None
    """The day the bill went out from here; None for a claim that came with its bill sent."""
    period_from: date | None = None
    period_to: date | None = None
    """The time it is about, both days included, where the kind has one."""
    basis: str = Field(default="ordinary", sa_column_kwargs={"server_default": "ordinary"})
    basis_on: date | None = None
    """The day of the judgment or settlement, where it rests on one."""


_WAITS = text("debit = 'suspense' or credit = 'suspense'")


class LedgerEntry(SQLModel, table=True):
    """One movement: from the credit account to the debit account. Never changed, never deleted."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("debit <> credit", name="sides"),
        CheckConstraint(f"debit in ({_ACCOUNT_LIST})", name="debit"),
        CheckConstraint(f"credit in ({_ACCOUNT_LIST})", name="credit"),
        CheckConstraint(
            "(claim_id is not null) = (debit like 'receivable_%' or credit like 'receivable_%')",
            name="claim",
        ),
        CheckConstraint(
            "not (debit like 'receivable_%' and credit like 'receivable_%')", name="one_receivable"
        ),
        CheckConstraint(
            "kind in ('charge', 'fee', 'interest', 'payment', 'suspense', 'match', 'waiver',"
            " 'correction', 'direct_debit', 'withholding', 'set_off', 'reversal', 'refund',"
            " 'payout', 'write_off', 'write_down', 'write_up')",
            name="kind",
        ),
        Index(
            "ix_ledger_entry_suspense", "bank_line_id", sqlite_where=_WAITS, postgresql_where=_WAITS
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """Idempotency key: the same movement asked for twice is booked once."""
    booked_on: date
    recorded_at: datetime = Field(sa_type=Moment)
    debit: str
    credit: str
    amount: int = Field(sa_type=BigInteger)
    claim_id: int | None = Field(default=None, foreign_key="claim.id", index=True)
    bank_line_id: int | None = Field(default=None, foreign_key="bank_line.id", index=True)
    incoming_id: int | None = Field(default=None, foreign_key="incoming.id", index=True)
    """The money it is about, when that did not come in on a bank statement of its own."""
    kind: str
    actor: str


class Incoming(SQLModel, table=True):
    """Money for claims that comes otherwise than as a line of a statement. Never changed."""

    __tablename__ = "incoming"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint(
            "kind in ('online', 'direct_debit', 'withheld', 'paid_over', 'set_off')", name="kind"
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """Idempotency key: the same money told twice is there once."""
    kind: str
    """Paid on the provider's page, collected from an account, withheld from a benefit, paid over by
    another benefits agency, or set off by the state."""
    received_on: date = Field(index=True)
    amount: int = Field(sa_type=BigInteger)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    reference: str = ""
    """The other side's own reference."""
    text: str = ""
    recorded_at: datetime = Field(sa_type=Moment)


class Plan(SQLModel, table=True):
    """A promise to pay one or more claims in instalments."""

    __tablename__ = "plan"
    __table_args__ = (
        CheckConstraint("monthly > 0 and total > 0", name="amounts"),
        CheckConstraint("rhythm in ('month', 'four_weeks', 'week')", name="rhythm"),
        CheckConstraint("(ended_on is null) = (end_reason = '')", name="end"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    monthly: int = Field(sa_type=BigInteger)
    """What it comes to a month; the first instalment where one is due each month."""
    total: int = Field(sa_type=BigInteger)
    """What the claims came to when the plan was made, and what was added when it was made longer;
    the instalments sum to it."""
    made_on: date
    origin: str
    """`case:<ref>`, `staff:<ref>` or `import`."""
    rhythm: str = Field(default="month", sa_column_kwargs={"server_default": "month"})
    """How often an instalment is due: each `month`, every `four_weeks`, each `week`."""
    anchor: date | None = None
    """The day the days are counted from, before bank days move them; None: the first one's day."""
    policy_version: str
    """The version of the rules it was made under."""
    since_entry: int = 0
    """The last ledger entry of its claims when it was made; what is paid later is progress."""
    instalments_met: int = 0
    """How many instalments were paid in full; filled in when the plan ends."""
    months_met: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How many months that comes to; filled in when the plan ends."""
    ended_on: date | None = None
    end_reason: str = ""
    """`replaced`, `paid`, `broken`, `withdrawn`, or `released`: the person owes it no longer."""


class PlanClaim(SQLModel, table=True):
    """A claim in a plan. Of each person who owes it, a claim is in one running plan at most."""

    __tablename__ = "plan_claim"
    __table_args__ = (
        Index(
            "uq_plan_claim_running",
            "claim_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_on is null"),
            postgresql_where=text("ended_on is null"),
        ),
    )
    plan_id: int = Field(foreign_key="plan.id", primary_key=True)
    claim_id: int = Field(foreign_key="claim.id", primary_key=True, index=True)
    person_id: int = Field(foreign_key="person.id")
    """Whose plan it is."""
    ended_on: date | None = None


class Instalment(SQLModel, table=True):
    """One amount of a plan and the day it is due."""

    __tablename__ = "instalment"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)
    plan_id: int = Field(foreign_key="plan.id", primary_key=True)
    no: int = Field(primary_key=True)
    due_on: date
    amount: int = Field(sa_type=BigInteger)


class Postponement(SQLModel, table=True):
    """Until when nothing need be paid on a claim, by a decision. No reminder goes out meanwhile."""

    __tablename__ = "postponement"
    __table_args__ = (CheckConstraint("until_on >= from_on", name="dates"),)
    id: int | None = Field(default=None, primary_key=True)
    claim_id: int = Field(foreign_key="claim.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    """To whom it was granted; None for everyone who owes the claim."""
    from_on: date
    until_on: date
    origin: str
    """`case:<ref>`."""


class BankStatement(SQLModel, table=True):
    """A statement as the bank sent it. Amounts are in the statement's own currency."""

    __tablename__ = "bank_statement"
    id: int | None = Field(default=None, primary_key=True)
    fingerprint: str = Field(unique=True)
    """Digest of all it contains, so that the same statement twice changes nothing."""
    account: str
    number: str
    currency: str
    opening: int = Field(sa_type=BigInteger)
    opening_on: date
    closing: int = Field(sa_type=BigInteger)
    closing_on: date
    difference: int = Field(sa_type=BigInteger)
    """Closing minus opening and entries; not 0 means the bank's file does not add up."""
    file_name: str
    imported_at: datetime = Field(sa_type=Moment)


class BankLine(SQLModel, table=True):
    """An entry of a statement. What was done with it stands in the ledger."""

    __tablename__ = "bank_line"
    __table_args__ = (UniqueConstraint("statement_id", "position"),)
    id: int | None = Field(default=None, primary_key=True)
    statement_id: int = Field(foreign_key="bank_statement.id")
    position: int
    booked_on: date = Field(index=True)
    amount: int = Field(sa_type=BigInteger)
    """Signed: money in is positive."""
    reference: str = ""
    counterparty_account: str = Field(default="", index=True)
    counterparty_name: str = ""
    text: str = ""
    posted: bool = True
    """False where nothing is booked: a foreign currency, a line known before, unknown money out."""
    bank_reference: str = Field(default="", sa_column_kwargs=_EMPTY)
    """The bank's own reference of the line."""
    end_to_end: str = Field(default="", sa_column_kwargs=_EMPTY)
    """The reference the payer's side gave it."""
    is_reversal: bool = Field(default=False, sa_column_kwargs=_NO)
    """The bank says that it takes an earlier booking back."""


class BankRepeat(SQLModel, table=True):
    """A line that was on an earlier statement too, or looks as if it was."""

    __tablename__ = "bank_repeat"
    line_id: int = Field(foreign_key="bank_line.id", primary_key=True)
    of_line_id: int = Field(foreign_key="bank_line.id", index=True)
    sure: bool
    """False: only a person can say; until then it is booked, and waits."""
