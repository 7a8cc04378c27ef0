"""A policy as dated data: what held on a day, how firm it is, and a digest of all of it."""

from bisect import bisect_right
from collections.abc import Hashable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from json import dumps

from portal.errors import NoValue
from portal.rules.answer import AccountLine
from portal.rules.bands import Bands, Frame

RULES_VERSION = "1"
"""Changes with every change of the rules' code that can change an answer."""
MARKS = ("law", "policy", "assumed")
"""From firm to weak."""
Value = int | str | tuple[str, ...] | Bands | Frame


@dataclass(frozen=True)
class Article:
    """Where a rule stands: a label to show, the official publication, and how firm that is."""

    label: str
    url: str
    mark: str


@dataclass(frozen=True)
class DatedValue:
    """A value from its first day on. Amounts are minor units."""

    value: Value
    start: date
    source: str
    mark: str
    changes_on: date | None = None
    """The day a new value is expected. From then on this one is an assumption."""
    written: object = field(default=None, compare=False, repr=False)
    """The value as it stands in the data, to show it and to write it out again."""

    def digested(self, on: date) -> dict[str, object]:
        """What of it can change an answer on a day: all but its source and a change to come."""
        late = self.changes_on if self.changes_on and on >= self.changes_on else None
        value = self.value if isinstance(self.value, int | str | tuple) else asdict(self.value)
        return {"from": self.start, "value": value, "mark": self.mark, "changed": late}


Series = tuple[DatedValue, ...]


def held_on(values: Mapping[str, Series], name: str, on: date) -> DatedValue:
    """The value of this name that holds on a day. Raises NoValue, KeyError."""
    series = values[name]
    at = bisect_right(series, on, key=lambda entry: entry.start)
    if not at:
        raise NoValue(name)
    return series[at - 1]


@dataclass(frozen=True)
class Warned:
    """Something staff should see to: a value, or the policy itself, that ran past its day."""

    name: str
    since: date


@dataclass(frozen=True, eq=False)
class Policy:
    """The rules of one municipality, without a word of its texts."""

    id: str
    version: str
    title: str
    starts: date
    until: date | None
    """Last day of its period; after it the policy goes on, marked `assumed`."""
    income_period: str
    """`month` or `year`: the period of the income its rules ask for."""
    own_facts: frozenset[str]
    """Facts of the contract that only some policies ask for."""
    articles: Mapping[str, Article]
    settings: Mapping[str, Series]
    """What the municipality chose, the classes that carry the rules included."""
    amounts: Mapping[str, Series]
    """What the country fixes."""

    def dated(self, name: str, on: date) -> DatedValue:
        """The value that holds on a day, as it stands in the data. Raises NoValue, KeyError."""
        return held_on(self.settings if name in self.settings else self.amounts, name, on)

    def value(self, name: str, on: date) -> Value:
        """The value that holds on a day. Raises NoValue, KeyError."""
        return self.dated(name, on).value

    def mark(self, name: str, on: date) -> str:
        """How firm that value is on that day. Raises NoValue, KeyError."""
        entry = self.dated(name, on)
        late = entry.changes_on is not None and on >= entry.changes_on
        outlived = entry.mark == "policy" and self.is_past(on) and not self.is_past(entry.start)
        return "assumed" if late or outlived else entry.mark

    def is_past(self, on: date) -> bool:
        """Whether the policy's own period is over."""
        return self.until is not None and on > self.until

    @cached_property
    def first_day(self) -> date:
        """The first day on which every value is known. An earlier date is bad input."""
        series = (*self.settings.values(), *self.amounts.values())
        return max(self.starts, *(entries[0].start for entries in series))

    def digest(self, on: date) -> str:
        """Digest of everything that can change an answer on this day. Raises NoValue.

        What begins later, or is expected to change later, is not in it: adding next year's norm
        leaves the digest of every day before.
        """
        labels = {key: article.label for key, article in self.articles.items()}
        period = [self.starts, self.until if self.is_past(on) else None]
        names = (*self.settings, *self.amounts)
        held = {name: self.dated(name, on).digested(on) for name in names}
        kept = [RULES_VERSION, self.id, self.version, period, labels, held]
        return sha256(dumps(kept, sort_keys=True, default=str).encode()).hexdigest()

    @cached_property
    def turns(self) -> tuple[int, ...]:
        """The ordinals of the days on which what holds changes, from the first day on."""
        series = (*self.settings.values(), *self.amounts.values())
        days = {entry.start.toordinal() for entries in series for entry in entries}
        first = self.first_day.toordinal()
        return tuple(sorted({first, *(day for day in days if day > first)}))

    def grants_at_once(self, ask: str, on: date) -> bool:
        """Whether a grant of the rules goes out by itself, or waits for a person's one act."""
        return ask in book(self, on).names("automatic_grants")

    def warnings(self, on: date) -> tuple[Warned, ...]:
        """Values past the day they were expected to change, and the policy past its period."""
        late = tuple(
            Warned(name, entry.changes_on)
            for name in (*self.settings, *self.amounts)
            if (entry := self.dated(name, on)).changes_on is not None and on >= entry.changes_on
        )
        return (*late, Warned("period", self.until)) if self.until and self.is_past(on) else late

    def changed(self, settings: Mapping[str, Value]) -> "Policy":
        """The same policy with other values for some settings, on every day. Raises KeyError."""
        ours = dict(self.settings)
        for name, value in settings.items():
            ours[name] = (DatedValue(value, ours[name][0].start, "changed", "assumed"),)
        return replace(self, settings=ours)


class Rulebook:
    """The values of a policy on one day, each looked up once."""

    def __init__(self, policy: Policy, on: date) -> None:
        self.policy, self.on, self.lapsed = policy, on, policy.is_past(on)
        self._held: dict[str, tuple[Value, int]] = {}
        self.outlines: dict[Hashable, tuple[AccountLine, ...]] = {}
        """Accounts worked out on this day, one of each shape: see Calculation."""

    def held(self, name: str) -> tuple[Value, int]:
        """The value and how firm it is: an index of MARKS. Raises NoValue, KeyError."""
        found = self._held.get(name)
        if found is None:
            mark = MARKS.index(self.policy.mark(name, self.on))
            found = self._held[name] = (self.policy.value(name, self.on), mark)
        return found

    @cached_property
    def hash(self) -> str:
        """Digest of everything that can change an answer on this day."""
        return self.policy.digest(self.on)

    def number(self, name: str) -> int:
        """An amount in minor units, a count, a percentage or a yes or no."""
        value, _ = self.held(name)
        assert isinstance(value, int), name
        return value

    def names(self, name: str) -> tuple[str, ...]:
        """A list of names."""
        value, _ = self.held(name)
        assert isinstance(value, tuple), name
        return value

    def word(self, name: str) -> str:
        """One name."""
        value, _ = self.held(name)
        assert isinstance(value, str), name
        return value

    def bands(self, name: str) -> Bands:
        """A table of percentages by income."""
        value, _ = self.held(name)
        assert isinstance(value, Bands), name
        return value

    def frame(self, name: str) -> Frame:
        """A frame of terms by debt."""
        value, _ = self.held(name)
        assert isinstance(value, Frame), name
        return value

    def listed(self, names: tuple[str, ...], at: int) -> int:
        """The number that stands at a place of a list of names."""
        return self.number(names[at])

    def banded(self, name: str, key: int, column: int) -> int:
        """The percentage of a table, by the band of a whole number and by column."""
        bands = self.bands(name)
        return bands.percents[bands.band(key)][column]

    def band_mark(self, name: str, key: int) -> int:
        """How firm that percentage is: an index of MARKS."""
        bands = self.bands(name)
        return max(self.held(name)[1], MARKS.index(bands.marks[bands.band(key)]))

    def term(self, name: str, debt: int) -> int:
        """The longest term of a frame for a debt inside it."""
        return self.frame(name).term(debt)

    def top(self, name: str) -> int:
        """The largest debt inside a frame."""
        return self.frame(name).top


@lru_cache(maxsize=1024)
def book(policy: Policy, on: date) -> Rulebook:
    """The values of the policy on this day; the same day is looked up once."""
    return Rulebook(policy, on)
