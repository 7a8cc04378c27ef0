"""A working (berekening voor de medewerker): what the rules come to from facts that staff fill in.

It prepares a decision and never takes one: its advice says what the rules point to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.rules.answer import AccountLine
from portal.rules.line import Calculation
from portal.rules.policy import Rulebook

Fact = int | str | bool | date | None
"""An amount in minor units, a number, a choice, a yes or no, a day; None where it was left open."""


@dataclass(frozen=True)
class Asked:
    """One fact a working asks for. Its label is the text `asked-<name>`."""

    name: str
    kind: str
    """`money`, `day`, `count`, `percent`, `yes`, `one_of` or `claim_kind`.

    A `yes` is a tick: its label is a statement.
    """
    choices: tuple[str, ...] = ()
    """Of `one_of`; the text of each is `asked-<name>-<choice>`."""
    optional: bool = False


@dataclass(frozen=True)
class Advice:
    """What the rules point to: the text `advice-<code>`, and the key of its article."""

    code: str
    article: str


class Working(Calculation):
    """A calculation of facts that a person fills in. Its title: the text `working-<name>-title`."""

    asks: ClassVar[tuple[Asked, ...]] = ()

    def __init__(self, facts: Mapping[str, Fact], book: Rulebook) -> None:
        super().__init__(book)
        self.facts = facts

    def mistakes(self) -> Mapping[str, str]:
        """Mistakes across the facts, before anything is worked out: name to message id."""
        return {}

    def advice(self) -> tuple[Advice, ...]:
        """What the rules point to, the most important first. A person decides."""
        raise NotImplementedError

    def left_out(self) -> frozenset[str]:
        """The ids of the lines that say nothing about these facts."""
        return frozenset()

    def parts(self) -> tuple[Calculation, ...]:
        """The calculations whose lines make the account, in order."""
        return (self,)

    def account(self) -> tuple[AccountLine, ...]:
        """All lines that say something, in the order they are written."""
        out = self.left_out()
        return tuple(
            [
                entry.shown(part)
                for part in self.parts()
                for entry in part.lines
                if entry.id not in out
            ]
        )

    def has(self, name: str) -> bool:
        """Whether this fact was filled in."""
        return self.facts.get(name) is not None

    def figure(self, name: str) -> int:
        """An amount, a number or a percentage as filled in; 0 where it was left open."""
        value = self.facts.get(name)
        return value if isinstance(value, int) else 0

    def says(self, name: str) -> bool:
        """A yes or no as filled in; no where it was left open."""
        return self.facts.get(name) is True

    def choice(self, name: str) -> str:
        """The choice made; empty where it was left open."""
        value = self.facts.get(name)
        return value if isinstance(value, str) else ""

    def day(self, name: str) -> date:
        """A day as filled in. Only for days that `has` says are there."""
        value = self.facts.get(name)
        assert isinstance(value, date), name
        return value
