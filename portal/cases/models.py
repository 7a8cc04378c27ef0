"""A request from the first answer to the decision, and everything said on the way."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.db import Moment

STATES = ("draft", "sent", "asked", "decided", "withdrawn")
OPEN = ("sent", "asked")
"""States of a request that was sent and is not answered."""
LEAST_REASON = 10
"""A reason of fewer characters says nothing."""
BLANKS = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace())
"""Every sign that shows as nothing; a plain trim() takes off spaces only."""


class Case(SQLModel, table=True):
    """One request of one person about one or more claims."""

    __tablename__ = "case"
    __table_args__ = (
        CheckConstraint(
            "state in ('draft', 'sent', 'asked', 'decided', 'withdrawn')", name="state"
        ),
        CheckConstraint(
            "ask in ('plan', 'lower_instalment', 'deferral', 'remission', 'review', 'settlement',"
            " 'arrangement', 'dispute', 'objection', 'question')",
            name="ask",
        ),
        CheckConstraint("state = 'draft' or sent_at is not null", name="sent"),
        Index(
            "uq_case_draft",
            "person_id",
            "ask",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    ask: str
    """What the resident asks for; `review` is the municipality's own look. Those from `settlement`
    on are for a person and not for the rules: see `portal.cases.matters`."""
    state: str = "draft"
    """`draft`; `sent`: with staff; `asked`: staff wait for the resident; `decided`; `withdrawn`."""
    started_at: datetime = Field(sa_type=Moment)
    changed_at: datetime = Field(sa_type=Moment)
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    answer_by: date | None = None
    """The day by which an answer is due; what it rests on is the municipality's setting."""
    taken_by: int | None = Field(default=None, foreign_key="staff_member.id")
    to_weigh: bool = False
    """Granted by the rules, and a person still looks at the circumstances the resident named."""
    version: int = Field(default=1)
    """Counts changes, so that the second of two people is told and overwrites nothing."""

    @property
    def is_open(self) -> bool:
        """Whether it was sent and is not answered."""
        return self.state in OPEN


class CaseClaim(SQLModel, table=True):
    """A claim the request is about."""

    __tablename__ = "case_claim"
    case_id: int = Field(foreign_key="case.id", primary_key=True)
    claim_id: int = Field(foreign_key="claim.id", primary_key=True, index=True)


class Answer(SQLModel, table=True):
    """What the resident answered to one question; `{"unknown": true}` is an answer too."""

    __tablename__ = "answer"
    case_id: int = Field(foreign_key="case.id", primary_key=True)
    question: str = Field(primary_key=True)
    value: Any = Field(sa_type=JSON)
    answered_at: datetime = Field(sa_type=Moment)


class Receipt(SQLModel, table=True):
    """What the rules were given and what they answered; enough to compute it again in any year."""

    __tablename__ = "receipt"
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    made_at: datetime = Field(sa_type=Moment)
    facts: Any = Field(sa_type=JSON)
    """The situation, in the shape `portal assess` takes."""
    result: Any = Field(sa_type=JSON)
    """The answer, in the shape `portal assess` gives, without texts."""
    policy_id: str
    policy_version: str
    policy_hash: str
    seal: str | None = None
    """Digest of all of the above but the time; None is no seal at all."""


class Decision(SQLModel, table=True):
    """What was decided, by the rules or a person. Only a person refuses, and with a reason."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("outcome in ('granted', 'granted_partly', 'refused')", name="outcome"),
        CheckConstraint(
            "outcome <> 'refused' or staff_id is not null", name="only_a_person_refuses"
        ),
        CheckConstraint(
            "(outcome <> 'refused' and follows_advice)"
            f" or length(trim(reason, '{BLANKS}')) >= {LEAST_REASON}",
            name="reason",
        ),
        CheckConstraint("staff_id is not null or follows_advice", name="rules_follow_themselves"),
        UniqueConstraint("case_id", "no"),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    no: int = 1
    """1 for the first decision; a later one on the same case stands in its place."""
    outcome: str
    staff_id: int | None = Field(default=None, foreign_key="staff_member.id")
    """Who decided; empty when the rules granted it at once."""
    follows_advice: bool
    reason: str = ""
    """In the decider's own words; required for anything but the advice."""
    monthly: int | None = Field(default=None, sa_type=BigInteger)
    """The instalment decided, in minor units a month."""
    until: date | None = None
    """For more time: the day until which nothing need be paid."""
    waived: int | None = Field(default=None, sa_type=BigInteger)
    """For remission: the amount let go."""
    receipt_id: int = Field(foreign_key="receipt.id")
    plan_id: int | None = Field(default=None, foreign_key="plan.id")
    decided_at: datetime = Field(sa_type=Moment)


class Message(SQLModel, table=True):
    """Something the resident and staff wrote to each other about a case."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("author in ('resident', 'staff')", name="author"),
        CheckConstraint("kind in ('message', 'question', 'reply')", name="kind"),
        CheckConstraint(f"length(trim(body, '{BLANKS}')) > 0", name="body"),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    author: str
    staff_id: int | None = Field(default=None, foreign_key="staff_member.id")
    kind: str
    body: str
    at: datetime = Field(sa_type=Moment)


class CaseEvent(SQLModel, table=True):
    """A step on the timeline of a case."""

    __tablename__ = "case_event"
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    kind: str
    """What happened, such as `sent`, `question`, `heard`, `signed` or `decided`."""
    at: datetime = Field(sa_type=Moment)
    actor: str


class WarningShown(SQLModel, table=True):
    """A warning the resident saw and answered: its wording, when, and who."""

    __tablename__ = "warning_shown"
    __table_args__ = (UniqueConstraint("case_id", "kind", "wording"),)
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    kind: str
    """`proposal_time_bar`, `time_barred`, `above_capacity`, `costs_more`."""
    language: str
    wording: str
    shown_at: datetime = Field(sa_type=Moment)


class Letter(SQLModel, table=True):
    """A letter: the record it is made from, kept as it was on the day."""

    __tablename__ = "letter"
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    case_id: int | None = Field(default=None, foreign_key="case.id")
    claim_id: int | None = Field(default=None, foreign_key="claim.id")
    kind: str
    """What it is about, such as `decision`, `hearing`, `plan`, `claim` or `reminder`."""
    language: str
    content: Any = Field(sa_type=JSON)
    """All that the letter says: amounts in minor units, dates, ids of texts; no sentence."""
    made_on: date


class Confirmation(SQLModel, table=True):
    """A supervisor stands for a value that no publication gives, or takes that back."""

    __tablename__ = "confirmation"
    __table_args__ = (
        CheckConstraint("kind in ('confirm', 'withdraw')", name="kind"),
        CheckConstraint(f"length(trim(note, '{BLANKS}')) >= {LEAST_REASON}", name="note"),
        UniqueConstraint("name", "no"),
    )
    id: int | None = Field(default=None, primary_key=True)
    name: str
    """Which value: its place in the municipality's data, such as `settings.crumb_amount`."""
    no: int
    """Counts the rows of a name; of two people at once the second is told."""
    kind: str
    value_digest: str
    """Of the value as it was then; another value asks anew."""
    value_shown: str
    """As it was written on the page."""
    note: str
    confirmed_by: int = Field(foreign_key="staff_member.id")
    at: datetime = Field(sa_type=Moment)
