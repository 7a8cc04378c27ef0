"""Whether a claim is fit to be billed and handed over (inddrivelsesparat), and what it lacks.

Pure: the same answer for a bill being filled in, a claim on its way to the collector, and one that
came back. What a machine cannot see, such as whether the bill is right, it does not judge.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from portal.ledger.models import DATED_BASES
from portal.ledger.origin.kinds import KindNeeds
from portal.people import identity

LEAST_DESCRIPTION = 10
"""Signs below which a description tells nobody what it is about."""
_PERSON_NUMBERS = ("bsn", "cpr")
_NAME = re.compile(r"\b[A-ZÆØÅ](?:\.|[a-zæøåéèëïöü]+) [A-ZÆØÅ][a-zæøåéèëïöü]+\b")


class Registered(Protocol):
    """What is looked at of a claim; of one being filled in what is not there is None or empty."""

    @property
    def description(self) -> str: ...  # noqa: D102
    @property
    def person_name(self) -> str: ...  # noqa: D102
    @property
    def unit(self) -> str: ...  # noqa: D102
    @property
    def arose_on(self) -> date: ...  # noqa: D102
    @property
    def due_on(self) -> date: ...  # noqa: D102
    @property
    def time_bar_on(self) -> date: ...  # noqa: D102
    @property
    def principal(self) -> int: ...  # noqa: D102
    @property
    def period_from(self) -> date | None: ...  # noqa: D102
    @property
    def period_to(self) -> date | None: ...  # noqa: D102
    @property
    def basis(self) -> str: ...  # noqa: D102
    @property
    def basis_on(self) -> date | None: ...  # noqa: D102
    @property
    def scheme(self) -> str | None: ...  # noqa: D102


@dataclass(frozen=True)
class Lack:
    """One thing a claim lacks. Its text is `lack-<code>` in the catalogues."""

    code: str
    field: str
    """What must be filled in or changed."""
    stops: bool
    """Whether the bill may not go out with it; the others can be mended until hand-over."""
    guidance: Mapping[str, str]
    """What the kind's own data says about it, by language; often nothing."""


_Check = Callable[[Registered, KindNeeds, date], bool]


def readiness(claim: Registered, kind: KindNeeds, on: date) -> list[Lack]:
    """Return all that a claim lacks on a day, what stops its bill first."""
    found = list(_lacks(claim, kind, on))
    return sorted(found, key=lambda lack: not lack.stops)


def _lacks(claim: Registered, kind: KindNeeds, on: date) -> Iterator[Lack]:
    for code, field, stops, is_lacking in _CHECKS:
        if is_lacking(claim, kind, on):
            guidance = kind.example if field == "description" else {}
            yield Lack(code, field, stops, guidance)


def _says_number(text: str) -> bool:
    """Whether a text holds what can be an identity number of a person, in whatever groups."""
    groups = re.findall(r"\d[\d .-]{7,}\d", text)
    bare = (re.sub(r"\D", "", group) for group in groups)
    return any(identity.is_valid(scheme, number) for number in bare for scheme in _PERSON_NUMBERS)


def without_numbers(text: str) -> str:
    """Return a text in which every number long enough to be a person's is blanked out."""
    return re.sub(r"\d[\d .-]{7,}\d", "…", text)


def _says_health(claim: Registered, kind: KindNeeds, _: date) -> bool:
    words = re.findall(r"\w+", claim.description.lower())
    return any(word.startswith(kind.health_words) for word in words)


def _says_name(claim: Registered, _: KindNeeds, __: date) -> bool:
    """Whether it holds the debtor's name, or two words written as a name is."""
    bare = claim.description.replace(claim.unit, "") if claim.unit else claim.description
    own = bool(claim.person_name) and claim.person_name.lower() in bare.lower()
    return own or _NAME.search(bare) is not None


def _code_needs_other_basis(claim: Registered, kind: KindNeeds, _: date) -> bool:
    return bool(kind.code_bases) and claim.basis not in kind.code_bases


_CHECKS: tuple[tuple[str, str, bool, _Check], ...] = (
    ("principal", "amount", True, lambda claim, *_: claim.principal <= 0),
    (
        "description_short",
        "description",
        True,
        lambda claim, *_: len(claim.description.strip()) < LEAST_DESCRIPTION,
    ),
    (
        "description_long",
        "description",
        True,
        lambda claim, kind, _: len(claim.description) > kind.description_most,
    ),
    ("description_number", "description", True, lambda claim, *_: _says_number(claim.description)),
    ("description_health", "description", True, _says_health),
    ("arose_later", "arose_on", True, lambda claim, _, on: claim.arose_on > on),
    ("arose_after_due", "arose_on", True, lambda claim, *_: claim.arose_on > claim.due_on),
    ("too_old", "arose_on", True, lambda claim, _, on: claim.time_bar_on <= on),
    (
        "period_missing",
        "period",
        True,
        lambda claim, kind, _: (
            "period" in kind.needs and None in (claim.period_from, claim.period_to)
        ),
    ),
    (
        "period_turned",
        "period",
        True,
        lambda claim, *_: (
            claim.period_from is not None
            and claim.period_to is not None
            and claim.period_to < claim.period_from
        ),
    ),
    (
        "scheme_missing",
        "scheme",
        True,
        lambda claim, kind, _: "scheme" in kind.needs and not claim.scheme,
    ),
    ("basis_other", "basis", True, lambda claim, kind, _: claim.basis not in kind.bases),
    (
        "basis_day",
        "basis",
        True,
        lambda claim, *_: (claim.basis in DATED_BASES) != (claim.basis_on is not None),
    ),
    ("basis_needed", "basis", False, _code_needs_other_basis),
    ("description_name", "description", False, _says_name),
    (
        "type_code",
        "kind",
        False,
        lambda _, kind, __: kind.enforcement == "state" and not kind.type_code,
    ),
)
"""Code, field, whether it stops the bill, whether a claim lacks it; in the order they are told."""
CODES = tuple(code for code, *_ in _CHECKS)
