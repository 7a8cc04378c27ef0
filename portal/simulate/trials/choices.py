"""Which values of a policy can be tried, and the article each belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from json import dumps
from typing import Any

from portal.adopting.kinds import base_of, figures_of, kind_of, whole, written_of
from portal.adopting.overlay import Signed, with_signed
from portal.municipality import Municipality
from portal.rules.assess import assess
from portal.rules.facts import ClaimFacts, Household, Situation
from portal.rules.policy import Article, DatedValue, Policy

Tried = int | str | bool
"""A value as it would stand in a file."""
_SAMPLE = 500
"""So many people are enough to see which values the rules look up."""
_DEBT = 10_000_00
_INCOME = {"month": 2_500_00, "year": 250_000_00}
"""By the period a policy asks income for."""


@dataclass(frozen=True)
class Choice:
    """A value that can be tried."""

    name: str
    kind: str
    entry: DatedValue
    """As it holds on the day."""
    article: Article | None
    """The article whose line of an account uses it; None where no line does."""

    @property
    def written(self) -> Tried:
        """The figure as it stands in the file."""
        figure: Tried = written_of(self.name, self.entry)
        return figure


class _Watched(dict[str, Any]):
    """Values by name that remember which of them were looked up."""

    def __init__(self, *given: Any) -> None:  # noqa: ANN401
        super().__init__(*given)
        self.seen: set[str] = set()

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401
        self.seen.add(name)
        return super().__getitem__(name)


@lru_cache(maxsize=16)
def choices(town: Municipality, on: date) -> tuple[Choice, ...]:
    """Return the numbers of the policy that offers of plans rest on; what the law sets is not in.

    Raises NoValue before the first day of the policy.
    """
    from portal.rules.offers import offers  # noqa: PLC0415  (columns: for those who try values)
    from portal.simulate.caseload import synthetic  # noqa: PLC0415

    people = synthetic(town, on, _SAMPLE, seed=1).people
    watched = _Watched(town.policy.settings)
    offers(people, replace(town.policy, settings=watched))
    cited = _cited(town, on)
    held = [(name, town.policy.dated(name, on)) for name in town.policy.settings]
    return tuple(
        Choice(figure, kind_of(figure, entry), entry, cited.get(name))
        for name, entry in held
        if name in watched.seen and entry.mark != "law"
        for figure in figures_of(name, entry)
    )


def _cited(town: Municipality, on: date) -> dict[str, Article]:
    """The article of the first line that uses a value, by name."""
    found: dict[str, Article] = {}
    for situation in _situations(town, on):
        for line in assess(situation, town.policy).account:
            for name in line.uses:
                found.setdefault(name, town.policy.articles[line.article])
    return found


def _situations(town: Municipality, on: date) -> Iterator[Situation]:
    """Someone who asks for a plan with an income, and someone with a benefit of the town."""
    kind = next(iter(town.kinds))
    claim = ClaimFacts("1", kind, _DEBT, _DEBT, "open")
    income = _INCOME[town.policy.income_period]
    asked = Situation(on, "plan", (claim,), household=Household(), income=income)
    yield asked
    if town.pays_benefits:
        yield replace(asked, benefit_from_municipality=True)


def tried(town: Municipality, name: str, written: Tried, on: date) -> Policy:
    """Return the policy with another value from this day on, as if it had been adopted.

    Raises BadFile where the rows of a frame would not rise.
    """
    base = base_of(name)
    value = dumps(whole(name, town.policy.dated(base, on), written))
    return with_signed(town, (Signed("settings", base, on, value, "tried"),)).policy
