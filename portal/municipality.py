"""A municipality is a folder of data: who it is, its claim kinds, its policy, its theme."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from portal.errors import NotFound
from portal.money import minor
from portal.rules import amendment
from portal.rules.contract import Shape
from portal.rules.policy import Policy
from portal.rules.policy_data import read_policy, read_series
from portal.rules.terms import Terms
from portal.rules.workings.working import Fact

_PACKAGE = files("portal")
_FOLDERS = _PACKAGE / "municipalities"
Table = Mapping[str, Any]


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
    plan_allowed: bool
    """Whether the rules make a plan for it; a person always may."""
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
    workings: tuple[str, ...]
    """The calculations prepared for its staff, by name, in the order they are listed."""
    wording: Table
    """Texts that belong to its law and policy, by language."""
    schemes: Table
    """The acts a claim can rest on: names by language, and the key of an article of the policy."""
    folder: Traversable

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
    def theme_css(self) -> Traversable:
        """The file with its colours and type."""
        return self.folder / "theme.css"


@cache
def names() -> tuple[str, ...]:
    """The names of all municipalities, in the order of the alphabet."""
    return tuple(sorted(f.name for f in _FOLDERS.iterdir() if (f / "municipality.toml").is_file()))


@cache
def load(name: str) -> Municipality:
    """Read a municipality's folder, once. Raises NotFound."""
    if name not in names():
        raise NotFound(name)
    return read(_FOLDERS / name)


def read(folder: Traversable) -> Municipality:
    """Read the municipality of a folder. Raises BadFile."""
    data = _table(folder / "municipality.toml")
    amounts = _table(_PACKAGE / "amounts" / f"{data['country'].lower()}.toml")
    policy = read_policy(_table(folder / "policy.toml"), amounts)
    for adopted in _amendments(folder):
        policy = amendment.read(adopted).on(policy)
    return Municipality(
        name=folder.name,
        title=data["title"],
        country=data["country"],
        currency=data["currency"],
        languages=tuple(data["languages"]),
        identity_schemes=tuple(data["identity_schemes"]),
        contact=Contact(**data["contact"]),
        coverage=data["coverage"],
        service=_service(data["service"]),
        payment=_payment(data["payment"]),
        dunning=_dunning(data["dunning"]),
        collector=Collector(**data["collector"]) if "collector" in data else None,
        policy=policy,
        terms=Terms({name: read_series(name, rows) for name, rows in _terms(folder).items()}),
        kinds=_kinds(_table(folder / "claim_kinds.toml"), policy),
        journeys=_journeys(_table(folder / "journeys.toml")),
        workings=tuple(data.get("workings", ())),
        wording=_table(folder / "wording.toml"),
        schemes=data.get("schemes", {}),
        folder=folder,
    )


def _table(path: Traversable) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _amendments(folder: Traversable) -> list[Table]:
    """Later values of the policy, each file a change that was adopted, in the order of names."""
    kept = folder / "amendments"
    if not kept.is_dir():
        return []
    files = sorted((f for f in kept.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return [_table(file) for file in files]


def _terms(folder: Traversable) -> Table:
    """The municipality's own `terms.toml`; a folder without one has none."""
    written = folder / "terms.toml"
    return _table(written) if written.is_file() else {}


def _journeys(data: Table) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        debtor: {ask: tuple(questions) for ask, questions in asks.items()}
        for debtor, asks in data.items()
    }


def _basis(entry: Table) -> Basis:
    return Basis(entry["mark"], entry["source"])


def _service(data: Table) -> Service:
    return Service(data["basis"], data["days"]["value"], _basis(data["days"]))


def _payment(data: Table) -> Payment:
    return Payment(**{**data, "imputation": tuple(data["imputation"])})


def _dunning(data: Table) -> Dunning:
    terms = {name: entry["value"] for name, entry in data.items()}
    terms["warn_months"] = tuple(terms["warn_months"])
    rests_on = {name: _basis(entry) for name, entry in data.items()}
    return Dunning(**{"days_reminder_to_handover": None, **terms, "rests_on": rests_on})


def _kinds(data: Table, policy: Policy) -> dict[str, tuple[ClaimKind, ...]]:
    return {
        kind: tuple(_kind(kind, entry["names"], rules, policy) for rules in entry["rules"])
        for kind, entry in data.items()
    }


def _kind(kind: str, labels: Table, rules: Table, policy: Policy) -> ClaimKind:
    cap = rules.get("reminder_fee_cap")
    return ClaimKind(
        id=kind,
        names=labels,
        start=rules["from"],
        distraint=rules["distraint"],
        reminder_fee_cap=None if cap is None else minor(cap),
        interest=rules["interest"],
        enforcement=rules["enforcement"],
        fine=_is_listed(policy, "fine_kinds", kind),
        plan_allowed=not _is_listed(policy, "excluded_kinds", kind),
        recurring=rules.get("recurring", False),
        basis=_basis(rules),
    )


def _is_listed(policy: Policy, setting: str, kind: str) -> bool:
    """Whether the newest value of this setting, if the policy has it, names the kind."""
    newest = policy.settings[setting][-1].value if setting in policy.settings else ()
    return isinstance(newest, tuple) and kind in newest
