"""A caseload: made up from distributions that name their source, or of the real people.

The same seed gives the same people on every machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from portal.municipality import Municipality
from portal.rules.columns import Column, ColumnBook
from portal.rules.facts import FORMS
from portal.rules.means import NormThresholdCapacity
from portal.rules.norms import ASSETS, COUPLE, SINGLE, SINGLE_PARENT
from portal.rules.offers import People, means
from portal.rules.policy import Policy
from portal.simulate.usual import told

MINOR = 100
UNTOLD, UNSURE, YOUNG = "untold", "unsure", "young"
"""Nobody told the income; they do not know it themselves; the rules of those under 21 differ."""


@dataclass(frozen=True)
class Origin:
    """Where a distribution comes from."""

    name: str
    mark: str
    """`source`, `invented`, or `records` for the real people."""
    source: str


@dataclass(frozen=True)
class Caseload:
    """People, what they are told apart by, and where both come from."""

    people: People
    age: Column
    """Of their oldest claim, in months."""
    origins: tuple[Origin, ...]
    left_out: int = 0
    """People whose facts are not known well enough."""
    why_left_out: Mapping[str, int] = field(default_factory=dict)
    """The same by why: UNTOLD, UNSURE or YOUNG."""

    def __len__(self) -> int:
        return len(self.people)


def synthetic(town: Municipality, on: date, size: int | None, seed: int) -> Caseload:
    """Make up a caseload of so many people; without a size, of as many as its file says."""
    data = told(town)
    drawn = Draw(data, data["people"] if size is None else size, seed)
    people = _people(drawn, town.policy, on)
    return Caseload(people, drawn.numbers("age"), drawn.origins)


class Draw:
    """Draws columns by chance, one distribution after another, from one seed."""

    def __init__(self, data: Mapping[str, Any], size: int, seed: int) -> None:
        self.data, self.size = data, size
        self.chance = np.random.Generator(np.random.PCG64(seed))

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Where each distribution comes from."""
        tables = {name: table for name, table in self.data.items() if isinstance(table, dict)}
        return tuple(Origin(name, table["mark"], table["source"]) for name, table in tables.items())

    def words(self, name: str, words: tuple[str, ...]) -> Column:
        """Draw words, as their places in a list; the first one where there is no distribution."""
        if name not in self.data:
            return np.zeros(self.size, dtype=np.int64)
        rows = self.data[name]["rows"]
        places = np.array([words.index(word) for word, _ in rows])
        drawn: Column = places.take(self._rows([weight for _, weight in rows]))
        return drawn

    def numbers(self, name: str, times: int = 1) -> Column:
        """Draw whole numbers from bands, evenly within a band; zeros where there is none."""
        if name not in self.data:
            return np.zeros(self.size, dtype=np.int64)
        bands = np.array(self.data[name]["rows"], dtype=np.int64)
        at = self._rows(bands[:, 2])
        drawn: Column = self.chance.integers(bands[at, 0] * times, bands[at, 1] * times)
        return drawn

    def _rows(self, weights: Any) -> Column:  # noqa: ANN401 -- a list or a column
        shares = np.asarray(weights) / np.sum(weights)
        drawn: Column = self.chance.choice(len(shares), self.size, p=shares)
        return drawn


def _people(drawn: Draw, policy: Policy, on: date) -> People:
    form = drawn.words("form", FORMS)
    children = drawn.numbers("children") * (form != SINGLE)
    people = People(
        on=np.full(drawn.size, on.toordinal()),
        income=np.zeros(drawn.size, dtype=np.int64),
        debt=drawn.numbers("debt", MINOR),
        assets=np.zeros(drawn.size, dtype=np.int64),
        form=form,
        children=np.where(form == SINGLE_PARENT, np.maximum(children, 1), children),
        is_pensioner=drawn.words("pension_age", ("none", "one")) > 0,
        sharers=drawn.numbers("cost_sharers") + 1 + (form == COUPLE),
        on_benefit=drawn.words("on_benefit", ("no", "yes")) > 0,
        room=np.full(drawn.size, -1),
    )
    if drawn.data["income"]["unit"] == "amount":
        people.income[:] = drawn.numbers("income", MINOR)
        return people
    held = ColumnBook(policy, people.on)
    account: Any = NormThresholdCapacity(means(people), held, traced=False)
    percent = drawn.numbers("income", MINOR)  # in hundredths of a percent
    from_norm = account.full_norm * percent // (100 * MINOR)
    people.income[:] = np.where(people.on_benefit, account.full_norm, from_norm)
    people.assets[:] = held.listed(ASSETS, people.form != SINGLE) * drawn.numbers("assets") // 100
    return people
