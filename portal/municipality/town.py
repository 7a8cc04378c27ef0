"""A municipality as the portal knows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from portal.municipality.parts import (
    ClaimKind,
    Collector,
    Contact,
    Dunning,
    Payment,
    Service,
)
from portal.rules.intake import Shape
from portal.rules.policy import Policy
from portal.rules.terms import Terms
from portal.rules.workings.working import Fact

Table = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Municipality:
    """All the portal knows of one municipality."""

    name: str
    """The name of its folder."""
    title: str
    country: str
    currency: str
    languages: tuple[str, ...]
    """The first one is the default."""
    more_languages: tuple[str, ...]
    """Offered beside its own, for the core journey alone; letters are never in these."""
    identity_schemes: tuple[str, ...]
    """How its people, and how its businesses are known."""
    contact: Contact
    coverage: Mapping[str, str]
    """What the list of claims holds and what it does not, by language."""
    service: Service
    payment: Payment
    dunning: Dunning
    collector: Collector | None
    policy: Policy
    terms: Terms
    """Dated terms that change no answer of the rules."""
    kinds: Mapping[str, tuple[ClaimKind, ...]]
    """Every kind through time, oldest first."""
    journeys: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Which questions each request asks: by kind of debtor, by ask."""
    fits: Mapping[str, tuple[str, ...]]
    """Kinds of claims an ask is for, by ask; one that is not named fits every kind."""
    workings: tuple[str, ...]
    """The calculations prepared for its staff, by name, in the order they are listed."""
    wording: Table
    """Texts that belong to its law and policy, by language."""
    schemes: Table
    """The acts a claim can rest on: names by language, and the key of an article of the policy."""
    folder: Path

    @cached_property
    def claim_kinds(self) -> Mapping[str, ClaimKind]:
        """The kinds as they are now; for a date of its own see `claim_kind`."""
        return {kind: dated[-1] for kind, dated in self.kinds.items()}

    def claim_kind(self, kind: str, on: date) -> ClaimKind:
        """A kind as it was on a day, or in its first form before that. Raises KeyError."""
        dated = self.kinds[kind]
        return next((entry for entry in reversed(dated) if entry.start <= on), dated[0])

    def kind_facts(self, kind: str, on: date) -> dict[str, Fact]:
        """What a kind implies on a day, as the facts a working takes. Raises KeyError."""
        entry = self.claim_kind(kind, on)
        return {
            "kind": kind,
            "kind_distraint": entry.distraint,
            "kind_interest": entry.interest,
            "kind_fee_cap": entry.reminder_fee_cap,
            "kind_enforcement": entry.enforcement,
            "kind_since": entry.start,
            "kind_mark": entry.basis.mark,
        }

    @cached_property
    def shape(self) -> Shape:
        """What a request in JSON may hold here."""
        policy = self.policy
        return Shape(
            frozenset(self.kinds), policy.income_period, policy.own_facts, policy.first_day
        )

    @property
    def pays_benefits(self) -> bool:
        """Whether its rules ask who has a benefit of its own: then it can withhold from one."""
        return "benefit_from_municipality" in self.policy.own_facts

    @property
    def theme_css(self) -> Path:
        """The file with its colours and type."""
        return self.folder / "theme.css"
