"""The ledger under test beside its model: every act is done to both, and both must agree on it.

`which` is the place of a claim, `amount` a number by chance: minor units, or what else to choose.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlmodel import Session, func, select

from portal.check import broken
from portal.errors import NotNow
from portal.ledger import balances, debtors, postings
from portal.ledger.claims import overview
from portal.ledger.corrections import Correction, correct
from portal.ledger.incoming import KINDS, Money, receive
from portal.ledger.models import BankLine, Claim, Incoming, Plan
from portal.ledger.movements import movements
from portal.ledger.records import Proposal
from portal.ledger.refunds.models import Refund
from portal.ledger.sources import Source
from portal.ledger.waiting import waiting_money
from portal.municipality import load
from portal.people.actors import Actor
from portal.people.models import Person
from tests import builders, payments
from tests.builders import DAY, NOW, ORDER, booking, statement
from tests.ledger.model import Debt, Model, Paid, Parts

TOWN = load("oss")
T = TypeVar("T")


@dataclass
class Books:
    """A ledger with three people, and what is known of it otherwise."""

    session: Session
    people: list[Person]
    staff: tuple[Actor, Actor]
    claims: list[Claim] = field(default_factory=list)
    model: Model = field(default_factory=Model)
    written_off: list[tuple[Proposal, int, Parts]] = field(default_factory=list)
    """What two people wrote off: of which claim, how much."""
    refunds: list[Refund] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    steps: int = 0

    def key(self) -> str:
        """A key that nothing has yet."""
        self.steps += 1
        return f"step:{self.steps}"

    def tried(self, act: Callable[[], T], *, allowed: bool) -> T | None:
        """Do something; the ledger must do it where the model allows it, and only there."""
        try:
            with self.session.begin_nested():
                done = act()
        except NotNow:
            assert not allowed, "the ledger did not do it"
            return None
        assert allowed, "the ledger did it"
        return done

    def debt(self, which: int) -> Debt:
        """What the model says of a claim."""
        return self.model.debts[which % len(self.claims)]

    def bill(self, which: int, amount: int) -> None:
        """One more claim on somebody."""
        owner = self.people[which % len(self.people)]
        self.claims.append(builders.claim(self.session, owner, amount))
        parts = {"fee": 0, "interest": 0, "principal": amount}
        self.model.debts.append(Debt(parts, {owner.id or 0}, charged=amount))

    def charge(self, which: int, amount: int) -> None:
        """A fee or interest comes on top."""
        component = ("fee", "interest")[amount % 2]
        key = booking(self.key())
        postings.charge(self.session, self.claims[which].id or 0, amount, component, **key)
        self.debt(which).add({component: amount})

    def waive(self, which: int, amount: int) -> None:
        """A part is let go."""
        key = booking(self.key())
        gone = postings.waive(self.session, self.claims[which].id or 0, amount, **key)
        assert gone == sum(self.debt(which).lose("waived", amount).values())

    def bank(self, which: int, amount: int) -> None:
        """Money comes in by bank with the reference of a claim, or with none."""
        is_named = amount % 5 != 0
        reference = self.claims[which].payment_reference if is_named else ""
        payments.take(self.session, statement(builders.line(amount, reference), number=self.key()))
        source = Source.line(self.session.exec(select(func.max(BankLine.id))).one())
        self.model.paid[source] = Paid(amount, amount)
        if is_named and self.debt(which).is_here:
            self.model.put(source, which, amount)

    def receive(self, which: int, amount: int) -> None:
        """Money comes online, by direct debit, withheld, or set off; told twice it counts once."""
        if not self.debt(which).is_here:
            return
        kind = sorted(KINDS)[amount % len(KINDS)]
        money, claim_id = Money(self.key(), kind, DAY, amount), self.claims[which].id
        owed = self.debt(which).total
        for _ in range(2):
            told = receive(self.session, money, claim_id, ORDER, now=NOW, actor="provider")
            assert told == postings.Paid(min(amount, owed), max(0, amount - owed))
        source = Source.other(self.session.exec(select(func.max(Incoming.id))).one())
        self.model.paid[source] = Paid(amount, amount)
        self.model.put(source, which, amount)

    def correct(self, which: int, amount: int) -> None:
        """Somebody corrects the principal or a fee; a large one waits for a second person."""
        debt, claim = self.debt(which), self.claims[which]
        what = ("too_high", "too_low", "fee")[amount % 3]
        most = {"too_high": debt.charged, "too_low": amount, "fee": debt.parts["fee"]}[what]
        wanted = Correction(self.key(), claim.ref, what, amount, "It was wrong.")
        done = self.tried(
            lambda: correct(self.session, TOWN, self.staff[0], wanted, now=NOW, on=DAY),
            allowed=debt.is_here and amount <= most,
        )
        if done:
            self._corrected(which, what, amount)

    def _corrected(self, which: int, what: str, amount: int) -> None:
        debt = self.debt(which)
        if what == "too_high":
            self.model.credit(which, amount)
        elif what == "too_low":
            debt.add({"principal": amount})
            debt.charged += amount
        else:
            debt.parts["fee"] -= amount
            debt.let_go["waived"]["fee"] += amount

    def hand_over(self, which: int, amount: int) -> None:
        """A claim goes to the collector, or comes back."""
        self.debt(which).is_here = amount % 2 == 0
        self.claims[which].stage = "open" if amount % 2 == 0 else "transferred"
        self.session.flush()

    def assert_same(self) -> None:
        """Hold the whole ledger against the model."""
        debts = self.model.debts
        for claim, debt in zip(self.claims, debts, strict=True):
            owed = balances.of_claim(self.session, claim.id or 0)
            assert {name: getattr(owed, name) for name in debt.parts} == debt.parts
            assert movements(self.session, claim.id or 0)[-1].balance == debt.total
        for person in self.people:
            theirs = [debt for debt in debts if person.id in debt.owed_by]
            here = sum(debt.total for debt in theirs if debt.is_here)
            away = sum(debt.total for debt in theirs if not debt.is_here)
            seen = overview(self.session, person.id or 0, DAY)
            gone = sum(claim.balance for claim in seen.transferred)
            assert (seen.total, gone) == (here, away)
            assert debtors.of_person(self.session, person.id or 0) == here + away
        waiting = {row.source: row.waiting for row in waiting_money(self.session)}
        paid = {source: one.waits for source, one in self.model.paid.items()}
        assert waiting == {source: left for source, left in paid.items() if left}
        assert broken(self.session) == []
