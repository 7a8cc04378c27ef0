"""What someone decided before it is carried out, and what came of it. Amounts are minor units."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from portal.cases.plans.ahead import Ahead

NOTES = ("decision", "end")
"""The places of a letter that take a paragraph of one's own: under the decision; at the end."""


@dataclass(frozen=True)
class Ruling:
    """What someone decided, before it is carried out."""

    outcome: str
    """`granted`, `granted_partly` or `refused`."""
    follows_advice: bool
    reason: str = ""
    monthly: int | None = None
    """An amount a month; None takes what the rules gave."""
    until: date | None = None
    """For more time: the day until which nothing need be paid."""
    waived: int | None = None
    """For remission in part: the amount let go; None means all."""
    everyone: bool = False
    """For remission of a claim that several owe: all of them are let go, not only who asked."""
    article: str = ""
    """The article it departs from, an id of the municipality's list; needed to depart."""
    area: str = ""
    """The area of life it rests on, or `facts`; needed to depart."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """Paragraphs of the letter in the decider's own words, by their place: see NOTES."""

    def with_notes(self, notes: Mapping[str, str]) -> "Ruling":
        """Return the same with these paragraphs; an empty one is none."""
        said = {place: notes[place].strip() for place in NOTES if notes.get(place, "").strip()}
        return replace(self, notes=said)

    def to_keep(self) -> dict[str, Any]:
        """Return it as it is kept until it is carried out."""
        return asdict(self) | {"until": self.until.isoformat() if self.until else None}

    @classmethod
    def kept(cls, kept: Mapping[str, Any]) -> "Ruling":
        """Return what `to_keep` gave."""
        until = kept["until"]
        return cls(**dict(kept) | {"until": date.fromisoformat(until) if until else None})

    @property
    def needs_reason(self) -> bool:
        """Whether it departs from the advice or gives less than asked."""
        return self.outcome == "refused" or not self.follows_advice


@dataclass(frozen=True)
class Effect:
    """What came of a decision."""

    monthly: int | None = None
    until: date | None = None
    waived: int | None = None
    others_owe: bool = False
    """Whether what was let go for this person is still owed by others."""
    plan_id: int | None = None
    schedule: tuple[int, ...] = ()
    first_due: date | None = None
    last_due: date | None = None
    rhythm: str = "month"
    days: tuple[date, ...] = ()
    """The days of the schedule."""
    ahead: Ahead | None = None
    """What lies ahead of the plan."""
