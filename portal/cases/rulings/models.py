"""Rows of how staff decide: advice beside decision, weighing, hearing, second signature."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.cases.models import BLANKS, LEAST_REASON
from portal.db import Moment

AREAS = ("income", "work", "health", "housing", "wellbeing")
"""The areas of life in which collecting can have consequences nobody should have to bear."""
FACTS = "facts"
"""Not an area of life: the facts, or the claim itself, are otherwise than the rules had them."""
WEIGHTS = ("none", "some", "heavy")
LEAST_AREAS = 2
"""One area alone is never enough to decide by."""


def _one_of(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


class Departure(SQLModel, table=True):
    """What the rules advised and what a person decided, one row a decision. Never changed.

    For measuring where people depart from the rules, by article and area; never by colleague.
    """

    __tablename__ = "departure"
    __table_args__ = (
        CheckConstraint("advice in ('grant', 'keep', 'none')", name="advice"),
        CheckConstraint("outcome in ('granted', 'granted_partly', 'refused')", name="outcome"),
        CheckConstraint(f"area in ('', '{FACTS}', {_one_of(AREAS)})", name="area"),
        CheckConstraint("not departs or (article <> '' and area <> '')", name="tied"),
        CheckConstraint("not departs or advice <> 'none'", name="from_advice"),
    )
    decision_id: int = Field(foreign_key="decision.id", primary_key=True)
    ask: str
    """What was asked; it says what the amounts are: a month for a plan, in all for remission."""
    advice: str
    """`grant`; `keep`: things stay as they are; `none`: the rules leave it to a person."""
    advised: int | None = Field(default=None, sa_type=BigInteger)
    """What the rules advised, in minor units; None where they name no amount."""
    outcome: str
    decided: int | None = Field(default=None, sa_type=BigInteger)
    """What was decided, in minor units; None for a refusal and for more time."""
    departs: bool
    """Whether it is otherwise than advised."""
    article: str = ""
    """The article it departs from: an id of the municipality's list of articles."""
    area: str = ""
    """The area of life it rests on, or `facts`."""
    staff_id: int = Field(foreign_key="staff_member.id")
    decided_at: datetime = Field(sa_type=Moment, index=True)


class Weighing(SQLModel, table=True):
    """A person weighed what the decision does in the life of who asked. Never changed."""

    __tablename__ = "weighing"
    __table_args__ = (
        CheckConstraint(f"length(trim(conclusion, '{BLANKS}')) >= {LEAST_REASON}", name="said"),
        UniqueConstraint("case_id", "no"),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    no: int
    """Counts the weighings of a case from 1; the last one holds."""
    conclusion: str
    """What all areas together come to, in the weigher's own words."""
    staff_id: int = Field(foreign_key="staff_member.id")
    weighed_at: datetime = Field(sa_type=Moment)


class WeighedArea(SQLModel, table=True):
    """One area of life in a weighing."""

    __tablename__ = "weighed_area"
    __table_args__ = (
        CheckConstraint(f"area in ({_one_of(AREAS)})", name="area"),
        CheckConstraint(f"weight in ({_one_of(WEIGHTS)})", name="weight"),
        CheckConstraint(f"length(trim(finding, '{BLANKS}')) >= {LEAST_REASON}", name="finding"),
    )
    weighing_id: int = Field(foreign_key="weighing.id", primary_key=True)
    area: str = Field(primary_key=True)
    weight: str
    finding: str
    """What was found in it."""


class Hearing(SQLModel, table=True):
    """Someone is told what is meant to be decided, and on what, and can answer. Never changed.

    Awb 4:7 and 4:8 before a decision, 7:2 in an objection; partshøring, forvaltningsloven § 19.
    """

    __tablename__ = "hearing"
    __table_args__ = (
        CheckConstraint("kind in ('before', 'objection')", name="kind"),
        CheckConstraint(f"length(trim(words, '{BLANKS}')) >= {LEAST_REASON}", name="words"),
        CheckConstraint("kind = 'before' or place <> ''", name="place"),
        UniqueConstraint("case_id", "no"),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    no: int
    kind: str
    by_day: date
    """The last day to answer; for an objection the day of the talk."""
    place: str = ""
    """For an objection: where and when the talk is."""
    words: str
    """What is meant to be decided and on which facts, in the decider's own words."""
    staff_id: int = Field(foreign_key="staff_member.id")
    sent_at: datetime = Field(sa_type=Moment)


class HearingEnd(SQLModel, table=True):
    """What came of hearing someone in an objection, or why it was not done. Never changed."""

    __tablename__ = "hearing_end"
    __table_args__ = (
        CheckConstraint("how in ('held', 'waived', 'not_needed')", name="how"),
        CheckConstraint(f"length(trim(words, '{BLANKS}')) >= {LEAST_REASON}", name="words"),
        UniqueConstraint("case_id", "no"),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    no: int
    how: str
    """`held`; `waived` by who objected; `not_needed`: a ground of the law (Awb 7:3)."""
    words: str
    """The report of the talk, or the ground."""
    staff_id: int = Field(foreign_key="staff_member.id")
    at: datetime = Field(sa_type=Moment)


class Prepared(SQLModel, table=True):
    """A decision somebody made ready: its letter can be read, and it may wait for a signature."""

    __tablename__ = "prepared_decision"
    __table_args__ = (
        CheckConstraint(
            "state in ('shown', 'to_sign', 'signed', 'sent_back', 'decided', 'dropped')",
            name="state",
        ),
        CheckConstraint(
            "(state in ('signed', 'sent_back')) = (answered_by is not null)", name="answered"
        ),
        CheckConstraint("answered_by is null or answered_by <> staff_id", name="two_people"),
        CheckConstraint(
            "(state in ('signed', 'decided')) = (decision_id is not null)", name="decision"
        ),
        CheckConstraint(
            f"state <> 'sent_back' or length(trim(answer, '{BLANKS}')) >= {LEAST_REASON}",
            name="why_back",
        ),
        Index(
            "uq_prepared_decision_to_sign",
            "case_id",
            unique=True,
            sqlite_where=text("state = 'to_sign'"),
            postgresql_where=text("state = 'to_sign'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    ruling: Any = Field(sa_type=JSON)
    """What was decided, as `portal.cases.ruling` has it."""
    state: str = "shown"
    """`shown`: only its letter is read; `to_sign`: waits for a second person, without effect;
    `signed` or `decided` (nobody else was needed): carried out; `sent_back`; `dropped`."""
    event_id: int = Field(foreign_key="case_event.id")
    """The last step of the case when it was made ready; what comes later can overtake it."""
    staff_id: int = Field(foreign_key="staff_member.id")
    made_at: datetime = Field(sa_type=Moment)
    answered_by: int | None = Field(default=None, foreign_key="staff_member.id")
    """Who signed it or sent it back: never who made it."""
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    answer: str = ""
    """Why it was sent back."""
    decision_id: int | None = Field(default=None, foreign_key="decision.id", unique=True)
    version: int = 1


class ObjectionDecider(SQLModel, table=True):
    """Who had decided what an objection is about, beside who answered it: never the same."""

    __tablename__ = "objection_decider"
    __table_args__ = (CheckConstraint("decider_id <> staff_id", name="two_people"),)
    outcome_id: int = Field(foreign_key="matter_outcome.id", primary_key=True)
    decider_id: int = Field(foreign_key="staff_member.id", primary_key=True)
    staff_id: int = Field(foreign_key="staff_member.id")
