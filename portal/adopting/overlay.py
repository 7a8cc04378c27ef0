"""The municipality with what it adopted: signed values over the dated data of its folder."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from json import dumps, loads

from sqlmodel import Session, col, select

from portal.adopting.models import Adoption, AdoptionAct
from portal.municipality import Municipality
from portal.rules.policy import DatedValue, Policy, Series
from portal.rules.policy_data import read_value
from portal.rules.terms import Terms

GROUPS = ("settings", "amounts", "courses")


@dataclass(frozen=True)
class Signed:
    """One value in force from its day on, so plain that two equal ones are one."""

    group: str
    name: str
    starts_on: date
    written: str
    """The value as JSON."""
    source: str

    def entry(self) -> DatedValue:
        """Return it as the policy knows it."""
        mark = "law" if self.group == "amounts" else "policy"
        written = loads(self.written)
        value = read_value(self.name, written, mark)
        return DatedValue(value, self.starts_on, self.source, mark, None, written)


def signed_in(session: Session) -> tuple[Signed, ...]:
    """Return what was signed and not taken back, in the order of signing."""
    ended = select(AdoptionAct.adoption_id).where(AdoptionAct.kind == "withdrawn")
    wanted = (
        select(Adoption)
        .join(AdoptionAct, col(AdoptionAct.adoption_id) == Adoption.id)
        .where(AdoptionAct.kind == "signed", col(Adoption.id).not_in(ended))
        .order_by(col(AdoptionAct.id))
    )
    return tuple(_signed(row) for row in session.exec(wanted))


def _signed(row: Adoption) -> Signed:
    source = f"{row.decision}, {row.decided_on}"
    return Signed(row.group_name, row.name, row.starts_on, dumps(row.written), source)


def town_in(session: Session, base: Municipality) -> Municipality:
    """Return the municipality with what its database adopted; itself where that is nothing."""
    signed = signed_in(session)
    return with_signed(base, signed) if signed else base


@lru_cache(maxsize=64)
def with_signed(base: Municipality, signed: tuple[Signed, ...]) -> Municipality:
    """Lay signed values over a municipality's own; the same ones give the same object.

    Of two for one day the later signature holds, and a signature holds over the folder: decisions
    may rest on it. What the data no longer know is left out; `strangers` names it.
    """
    known = [one for one in signed if one.name in series_of(base, one.group)]
    policy: Policy = replace(
        base.policy,
        settings=_laid(base.policy.settings, known, "settings"),
        amounts=_laid(base.policy.amounts, known, "amounts"),
    )
    terms = Terms(_laid(base.terms.series, known, "courses"))
    return replace(base, policy=policy, terms=terms)


def series_of(town: Municipality, group: str) -> Mapping[str, Series]:
    """Return the dated values of a group. Raises KeyError."""
    policy = town.policy
    return {
        "settings": policy.settings,
        "amounts": policy.amounts,
        "courses": town.terms.series,
    }[group]


def strangers(base: Municipality, signed: Iterable[Signed]) -> list[Signed]:
    """Return the signed values without a place in the data: a file was changed under them."""
    return [one for one in signed if one.name not in series_of(base, one.group)]


def _laid(held: Mapping[str, Series], signed: Iterable[Signed], group: str) -> Mapping[str, Series]:
    laid = dict(held)
    for one in signed:
        if one.group == group:
            kept = [entry for entry in laid[one.name] if entry.start != one.starts_on]
            laid[one.name] = tuple(sorted((*kept, one.entry()), key=lambda entry: entry.start))
    return laid
