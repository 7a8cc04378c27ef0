"""The figures of a trial for the page: a table side by side, and bars with their table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from portal.rules.facts import FORMS
from portal.web.staff.variants.words import number, share

SHOWN = ("by_form", "by_income")
HOUR = 60
"""Minutes."""
MINOR = 100
Figures = dict[str, Any]


@dataclass(frozen=True)
class Measure:
    """A row of the table of the whole."""

    name: str
    before: str
    after: Sequence[tuple[str, str]]
    """With each variant: the figure, and by how much it is another one."""


@dataclass(frozen=True)
class Bar:
    """What one variant does to one group, in parts of a hundred of its people."""

    variant: int
    """Its number, from 1."""
    gain: int
    lose: int
    is_told: bool
    less: str
    more: str


@dataclass(frozen=True)
class Group:
    """Some of the people, with a bar for each variant."""

    name: str
    people: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Part:
    """The people told apart by one thing."""

    name: str
    groups: tuple[Group, ...]
    told: str
    """What the picture shows, for who does not see it."""


def measures(variants: Sequence[Figures], minutes: int) -> list[Measure]:
    """Return the rows of the table: what it is, how it is now, and with each variant."""
    whole = [variant["whole"] for variant in variants]
    counts = [
        Measure(name, "", [(share(one[name], one["people"]), "") for one in whole])
        for name in ("gain", "freed", "lose", "burdened")
    ]
    money = [
        _side_by_side(name, whole, name, lambda figure: (figure + MINOR // 2) // MINOR)
        for name in ("paid", "year")
    ]
    staff = _side_by_side("staff", whole, "staff", int)
    hours = _side_by_side("hours", whole, "staff", lambda cases: _hours(cases, minutes))
    return [*counts, *money, staff, hours]


def _side_by_side(
    name: str, whole: Sequence[Figures], column: str, unit: Callable[[int], int]
) -> Measure:
    """A row of figures in a unit that reads well, each with by how much it is another one."""
    before = whole[0][f"{column}_before"]
    after = [one[f"{column}_after"] for one in whole]
    now = None if before is None else unit(before)
    return Measure(name, number(now), [_changed(now, one, unit) for one in after])


def _changed(now: int | None, after: int | None, unit: Callable[[int], int]) -> tuple[str, str]:
    if after is None:
        return number(None), ""
    then = unit(after)
    if now is None or then == now:
        return number(then), ""
    sign = "+" if then > now else "\N{MINUS SIGN}"
    return number(then), f"{sign}{number(abs(then - now))}"


def _hours(cases: int, minutes: int) -> int:
    return (cases * minutes + HOUR // 2) // HOUR


def parts(variants: Sequence[Figures]) -> list[Part]:
    """Return what each variant does, by household and by income."""
    return [_part(name, variants) for name in SHOWN]


def _part(name: str, variants: Sequence[Figures]) -> Part:
    rows = zip(*(variant[name] for variant in variants), strict=True)
    groups = tuple(_group(name, row) for row in rows)
    told = "; ".join(
        gettext("variants-told", group=group.name, less=group.bars[0].less, more=group.bars[0].more)
        for group in groups
    )
    return Part(name, groups, told)


def _group(part: str, rows: Sequence[Figures]) -> Group:
    bars = tuple(_bar(no, row) for no, row in enumerate(rows, 1))
    return Group(group_words(part, rows[0]["name"]), number(rows[0]["people"]), bars)


def _bar(no: int, row: Figures) -> Bar:
    people, gain, lose = row["people"], row["gain"], row["lose"]
    is_told = bool(people) and gain is not None and lose is not None
    less, more = (100 * one // people if is_told else 0 for one in (gain, lose))
    return Bar(no, less, more, is_told, share(gain, people), share(lose, people))


def group_words(part: str, name: str) -> str:
    """Return a group in words; incomes as amounts."""
    if part == "by_form" and name in FORMS:
        return gettext(f"variants-form-{name}".replace("_", "-"))
    if part == "by_income":
        low, high = name.split("-")
        return f"{_whole(low)}\N{EN DASH}{_whole(high)}"
    return name


def _whole(units: str) -> str:
    return number(int(units))
