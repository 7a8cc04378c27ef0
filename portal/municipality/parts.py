"""What a municipality's data say of it, part by part."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Basis:
    """Where a term of the municipality comes from."""

    mark: str
    """`law`, `policy` or `assumed`."""
    source: str


@dataclass(frozen=True)
class ClaimKind:
    """A kind of claim and what it implies from its first day on."""

    id: str
    names: Mapping[str, str]
    """By language."""
    start: date
    distraint: bool
    """The municipality can enforce it by a title of its own, or by attachment."""
    reminder_fee_cap: int | None
    """The most one reminder may cost, in minor units; None where none is charged."""
    interest: bool
    enforcement: str
    """Who recovers it in the end: `municipality`, `state`, `none`."""
    fine: bool
    recurring: bool
    """A bill for it comes again and again, so that it can be paid by direct debit."""
    basis: Basis


@dataclass(frozen=True)
class Contact:
    """Whom to phone and when."""

    phone: str
    hours: Mapping[str, str]
    """By language."""


@dataclass(frozen=True)
class Service:
    """By when a request is answered."""

    basis: str
    """`legal`: the law's term; `target`: the municipality's own."""
    days: int
    rests_on: Basis


@dataclass(frozen=True)
class Payment:
    """How money comes in."""

    name: str
    """The name on the account."""
    account: str
    """IBAN."""
    scheme: str
    """Of its payment references: `nl16` or `fi71`."""
    creditor: str
    """Number of the creditor in payment lines; empty where the scheme has none."""
    imputation: tuple[str, ...]
    """What a payment covers first: `fee`, `interest`, `principal` in the order of the law."""
    imputation_source: str


@dataclass(frozen=True)
class Dunning:
    """The terms between a bill and what follows when it is not paid."""

    pay_days: int
    days_due_to_reminder: int
    days_between_reminders: int
    days_reminder_to_handover: int | None
    """None where nobody takes over."""
    most_reminders: int
    time_bar_years: int
    warn_months: tuple[int, ...]
    """So many months before the time bar staff are warned."""
    rests_on: Mapping[str, Basis]
    """By the name of the term."""


@dataclass(frozen=True)
class Collector:
    """The authority that takes a claim over after the last reminder."""

    name: str
    phone: str
    url: Mapping[str, str]
    """By language."""
    creditor: str = ""
    """The number under which it knows the municipality."""
    part_types: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Its codes (fordringstyper) for a `fee` and `interest` by kind of claim, where known."""
