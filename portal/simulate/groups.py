"""What a change comes to for groups of people, in plain numbers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """What it comes to for some of the people. Amounts are minor units a month."""

    name: str
    people: int
    gain: int
    """They pay less a month, or need not pay at all any more."""
    lose: int
    """They pay more a month."""
    freed: int
    """Of those who gain: what they can carry is nothing now, and was something before."""
    burdened: int
    """What they can carry was nothing before, and is something now."""
    paid_before: int
    paid_after: int
    """What the plans that the rules grant come to a month."""
    year_before: int
    year_after: int
    """What they come to in their first year: no more than what is owed."""
    staff_before: int
    staff_after: int
    """Those whose plan a person decides on."""


@dataclass(frozen=True)
class Comparison:
    """The whole caseload, and its parts."""

    whole: Group
    by_form: tuple[Group, ...]
    by_income: tuple[Group, ...]
    """In five bands of as many people each, from low to high."""
    by_age: tuple[Group, ...]
