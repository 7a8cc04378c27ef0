"""The ledger as a model of a few lines: what each claim owes, where each payment stands."""

from collections import Counter
from dataclasses import dataclass, field

from portal.ledger.sources import Source
from tests.builders import ORDER

Parts = dict[str, int]
"""Amounts by component, in minor units."""


@dataclass
class Debt:
    """What a claim owes, who owes it, and whether the municipality still has it."""

    parts: Parts
    owed_by: set[int]
    """The people, by id; for the whole."""
    was_owed_by: set[int] = field(default_factory=set)
    """Those who were let off."""
    is_here: bool = True
    charged: int = 0
    """The principal that was charged, less what was credited."""
    let_go: dict[str, Counter[str]] = field(
        default_factory=lambda: {"written_off": Counter(), "waived": Counter()}
    )
    """What was let go, by account and component."""
    payers: list[Source] = field(default_factory=list)
    """The payments that stand or stood on it, the one that moved last at the end."""

    @property
    def total(self) -> int:
        """All that is left."""
        return sum(self.parts.values())

    def moved(self, source: Source) -> None:
        """Note that a payment moved on it."""
        self.payers = [*(one for one in self.payers if one != source), source]

    def lose(self, account: str, most: int) -> Parts:
        """Let go of at most so much; return it by component."""
        gone = self.take(most)
        self.let_go[account].update(gone)
        return gone

    def regain(self, account: str, parts: Parts) -> Parts:
        """Let what was let go be owed again, as far as it still is let go; return it."""
        back = {name: min(part, self.let_go[account][name]) for name, part in parts.items()}
        self.let_go[account].subtract(back)
        self.add(back)
        return back

    def take(self, most: int) -> Parts:
        """Let at most so much come off, in order; return what came off."""
        took = {}
        for name in ORDER:
            took[name] = min(most, self.parts[name])
            self.parts[name] -= took[name]
            most -= took[name]
        return took

    def add(self, parts: Parts) -> None:
        """Let this be owed again."""
        for name, part in parts.items():
            self.parts[name] += part


@dataclass
class Paid:
    """Where one payment stands."""

    amount: int
    waits: int
    on: dict[int, Counter[str]] = field(default_factory=dict)
    """What stands on each claim, by its place."""
    is_gone: bool = False
    """Whether the bank took it back."""

    def on_claim(self, which: int) -> int:
        """What stands on one claim."""
        return sum(self.on.get(which, Counter()).values())

    @property
    def is_whole(self) -> bool:
        """Whether all of it waits or stands on claims."""
        there = self.waits + sum(self.on_claim(which) for which in self.on)
        return there == self.amount and not self.is_gone

    def put(self, which: int, parts: Parts) -> int:
        """Set so much against a claim; return how much."""
        self.on.setdefault(which, Counter()).update(parts)
        self.waits -= sum(parts.values())
        return sum(parts.values())

    def take_off(self, which: int, amount: int) -> Parts:
        """Take so much off a claim, what was set first last; return it by component."""
        there, off = self.on[which], {}
        for name in reversed(ORDER):
            off[name] = min(amount, there[name])
            there[name] -= off[name]
            amount -= off[name]
        self.waits += sum(off.values())
        return off


@dataclass
class Model:
    """All claims by their place, and all payments by their source."""

    debts: list[Debt] = field(default_factory=list)
    paid: dict[Source, Paid] = field(default_factory=dict)

    def put(self, source: Source, which: int, most: int) -> int:
        """Set waiting money against a claim; return how much."""
        payment, debt = self.paid[source], self.debts[which]
        taken = payment.put(which, debt.take(min(most, payment.waits)))
        if taken:
            debt.moved(source)
        return taken

    def take_off(self, source: Source, which: int, amount: int) -> None:
        """Take money off a claim again."""
        self.debts[which].add(self.paid[source].take_off(which, amount))
        if amount:
            self.debts[which].moved(source)

    def credit(self, which: int, amount: int) -> None:
        """Take back a charge of principal: what was let go of it falls away, then money goes."""
        debt = self.debts[which]
        for account in debt.let_go:
            debt.regain(account, {"principal": self._lacks(debt, amount)})
        for source in reversed(debt.payers):
            payment = self.paid[source]
            part = min(payment.on[which]["principal"], self._lacks(debt, amount))
            if part:
                payment.on[which]["principal"] -= part
                payment.waits += part
                debt.parts["principal"] += part
                debt.moved(source)
        debt.parts["principal"] -= amount
        debt.charged -= amount

    @staticmethod
    def _lacks(debt: Debt, amount: int) -> int:
        return max(0, amount - debt.parts["principal"])

    def is_ours(self, payment: Paid) -> bool:
        """Whether no claim it stands on was handed over."""
        return all(self.debts[which].is_here for which in payment.on if payment.on_claim(which))
