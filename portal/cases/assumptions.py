"""What no publication gives, or ran past its period: for the municipality to confirm."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha256
from typing import Any

from portal.cases.receipts import canonical
from portal.ledger.debits.settings import betalingsservice_of, sepa_of
from portal.municipality import ClaimKind, Municipality
from portal.rules.bands import Bands
from portal.rules.policy import DatedValue

ASSUMED, PAST_PERIOD = "assumed", "past_period"
_KIND_TERMS = ("distraint", "reminder_fee_cap", "interest", "enforcement")


@dataclass(frozen=True)
class Assumption:
    """One value the municipality should stand for, and where it lies in its data."""

    group: str
    """`settings`, `amounts`, `terms`, `courses`, `debits`, `kinds` or `articles`."""
    key: str
    """Its own name inside the group."""
    why: str
    """`assumed`: no source gives it; `past_period`: published for a period that is over."""
    written: Any
    """The value as it stands in the data."""
    source: str
    since: date | None = None
    """Its first day; None for what has no days."""
    entry: DatedValue | None = None
    """For a dated value: the entry that holds."""

    @property
    def name(self) -> str:
        """How it is called in addresses and in the record."""
        return f"{self.group}.{self.key}"

    @property
    def digest(self) -> str:
        """Digest of the value: another one asks anew."""
        return sha256(canonical([self.name, self.written]).encode()).hexdigest()


def assumptions(town: Municipality, on: date) -> list[Assumption]:
    """Return all that is assumed on a day, and what goes on past the period of the policy."""
    return [
        *_dated(town, on),
        *_terms(town),
        *_courses(town, on),
        *_debits(town),
        *_kinds(town, on),
        *_articles(town),
    ]


def _dated(town: Municipality, on: date) -> Iterator[Assumption]:
    policy = town.policy
    for group, all_series in (("settings", policy.settings), ("amounts", policy.amounts)):
        for key, series in all_series.items():
            if series[0].start > on:
                continue
            entry = policy.dated(key, on)
            why = ASSUMED if _is_assumed(entry) else ""
            if not why and entry.mark == "policy" and policy.mark(key, on) == ASSUMED:
                why = PAST_PERIOD
            if why:
                written = entry.value if entry.written is None else entry.written
                yield Assumption(group, key, why, written, entry.source, entry.start, entry)


def _is_assumed(entry: DatedValue) -> bool:
    """Whether the entry is assumed, or a row of its table."""
    rows = entry.value.marks if isinstance(entry.value, Bands) else ()
    return ASSUMED in (entry.mark, *rows)


def _terms(town: Municipality) -> Iterator[Assumption]:
    """The terms of answers and reminders."""
    service = ("service_days", town.service.days, town.service.rests_on)
    dunning = town.dunning
    given = [(key, getattr(dunning, key), basis) for key, basis in dunning.rests_on.items()]
    for key, value, basis in (service, *given):
        if basis.mark == ASSUMED:
            written = list(value) if isinstance(value, tuple) else value
            yield Assumption("terms", key, ASSUMED, written, basis.source)


def _courses(town: Municipality, on: date) -> Iterator[Assumption]:
    """The dated terms that change no answer: plans, messages, payments."""
    for key, series in town.terms.series.items():
        if series[0].start > on:
            continue
        entry = town.terms.dated(key, on)
        if entry.mark == ASSUMED:
            written = entry.value if entry.written is None else entry.written
            yield Assumption("courses", key, ASSUMED, written, entry.source, entry.start, entry)


def _debits(town: Municipality) -> Iterator[Assumption]:
    """How it collects by direct debit."""
    sepa, danish = sepa_of(town), betalingsservice_of(town)
    for key, basis in sepa.rests_on.items() if sepa else ():
        if basis.mark == ASSUMED:
            yield Assumption("debits", key, ASSUMED, getattr(sepa, key), basis.source)
    if danish and danish.basis.mark == ASSUMED:
        yield Assumption("debits", "pbs", ASSUMED, danish.pbs, danish.basis.source)


def _kinds(town: Municipality, on: date) -> Iterator[Assumption]:
    """What a kind of claim implies."""
    for key in town.kinds:
        kind = town.claim_kind(key, on)
        if kind.basis.mark == ASSUMED:
            yield Assumption("kinds", key, ASSUMED, kind_terms(kind), kind.basis.source, kind.start)


def kind_terms(kind: ClaimKind) -> dict[str, Any]:
    """Return what a kind implies, by the names of its data."""
    held = {field.name: getattr(kind, field.name) for field in fields(kind)}
    return {name: held[name] for name in _KIND_TERMS if held[name] is not None}


def _articles(town: Municipality) -> Iterator[Assumption]:
    """Articles whose number was not in the text that was read."""
    for key, article in town.policy.articles.items():
        if article.mark == ASSUMED:
            yield Assumption("articles", key, ASSUMED, article.label, article.url)
