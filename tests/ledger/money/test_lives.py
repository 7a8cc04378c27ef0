"""Random lives of payments, on the ledger and on a model of a few lines: both must say the same."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, func, select

from portal.check import broken
from portal.db import Database
from portal.errors import NotNow
from portal.ledger import suspense
from portal.ledger.models import BankLine, Claim
from portal.ledger.refunds import proposing
from portal.ledger.refunds.models import Refund
from portal.ledger.sources import Source
from portal.ledger.waiting import waiting_money
from portal.people.actors import Actor
from portal.ports.bank import Statement, StatementLine
from tests import builders, payments
from tests.builders import DAY, NOW, ORDER
from tests.payments import ACT, IBAN, take

CLAIMS = 3


@dataclass
class Paid:
    """The model of one payment: where its money is."""

    source: Source
    amount: int
    name: str
    waits: int
    on: dict[int, int] = field(default_factory=dict)


@dataclass
class Books:
    """The ledger under test beside its model."""

    session: Session
    claims: list[Claim]
    owed: list[int]
    people: tuple[Actor, Actor]
    paid: list[Paid] = field(default_factory=list)
    refunds: list[tuple[Refund, Paid]] = field(default_factory=list)
    last: Statement | None = None
    statements: int = 0

    def comes(self, which: int, amount: int) -> None:
        """Money comes in, with the reference of a claim or with none."""
        self._arrives(self._told(self._line(which, amount)), which, amount)

    def sent_anew(self, which: int, amount: int) -> None:
        """The last statement comes again, with one line more in front."""
        if self.last is None:
            return
        more = self._line(which, amount)
        closing = self.last.closing + amount
        self._arrives(
            replace(self.last, lines=(more, *self.last.lines), closing=closing), which, amount
        )

    def match(self, which: int, amount: int) -> None:
        if paid := self._pick(amount):
            part = min(paid.waits, self.owed[which], amount)
            with suppress(NotNow):
                ref = self.claims[which].ref
                assert suspense.match(self.session, paid.source, ref, ACT, amount) == part
            self._put(paid, which, part)

    def split(self, which: int, amount: int) -> None:
        other = (which + 1) % CLAIMS
        paid = self._pick(amount)
        if paid and paid.waits > 1:
            half = paid.waits // 2
            parts = [(self.claims[which].ref, half), (self.claims[other].ref, paid.waits - half)]
            fits = half <= self.owed[which] and paid.waits - half <= self.owed[other]
            if fits:
                suspense.split(self.session, paid.source, parts, ACT)
                rest = paid.waits - half
                self._put(paid, which, half)
                self._put(paid, other, rest)

    def move(self, which: int, amount: int) -> None:
        other = (which + 1) % CLAIMS
        if paid := self._pick(amount):
            part = min(amount, paid.on.get(which, 0), self.owed[other])
            if part:
                refs = (self.claims[which].ref, self.claims[other].ref)
                suspense.move(self.session, paid.source, *refs, part, ACT)
                self._off(paid, which, part)
                self._put(paid, other, part)

    def undo(self, which: int, amount: int) -> None:
        if paid := self._pick(amount):
            part = paid.on.get(which, 0)
            with suppress(NotNow):
                ref = self.claims[which].ref
                assert suspense.undo_match(self.session, paid.source, ref, ACT) == part
            self._off(paid, which, part)

    def pay_back(self, which: int, amount: int) -> None:
        """One proposes, another signs; of what waits, or of what stands on a claim."""
        paid = self._pick(amount)
        off = bool(amount % 3)
        there = paid.on.get(which, 0) if paid and off else paid.waits if paid else 0
        if paid is None or not there:
            return
        part = min(amount, there)
        wanted = proposing.Wanted(
            paid.source, part, "x", account=IBAN, claim_ref=self.claims[which].ref, off_claim=off
        )
        first, second = self.people
        refund = proposing.propose(self.session, first, wanted, now=NOW, on=DAY)
        given = {"seen": 1, "order": ORDER, "now": NOW, "on": DAY}
        proposing.approve(self.session, second, refund, **given)  # type: ignore[arg-type]
        if off:
            self._off(paid, which, part)
        paid.waits -= part
        self.refunds.append((refund, paid))

    def settle(self, which: int, amount: int) -> None:
        """What is to be paid back leaves, is taken back, or was sent back by the other bank."""
        if not self.refunds:
            return
        refund, paid = self.refunds[amount % len(self.refunds)]
        self.session.refresh(refund)
        if refund.state == "approved" and amount % 2:
            take(self.session, self._told(builders.line(-refund.amount, refund.reference)))
        elif refund.state == "approved":
            given = {"seen": refund.version, "now": NOW, "on": DAY}
            proposing.undo(self.session, self.people[which % 2], refund, **given)  # type: ignore[arg-type]
            paid.waits += refund.amount
        elif refund.state == "paid" and amount % 5 == 0:
            take(self.session, self._told(builders.line(refund.amount, refund.reference)))
            paid.waits += refund.amount

    def taken_back(self, which: int, amount: int) -> None:
        """The bank takes a payment back; only one of which all is still here."""
        if paid := self._pick(amount):
            told = {"end_to_end": paid.name, "is_reversal": True}
            take(self.session, self._told(builders.line(-paid.amount, **told)))
            if paid.waits + sum(paid.on.values()) == paid.amount:
                for claim, part in list(paid.on.items()):
                    self._off(paid, claim, part)
                self.paid.remove(paid)

    def _told(self, line: StatementLine) -> Statement:
        """A statement with a number of its own."""
        self.statements += 1
        return builders.statement(line, number=f"{self.statements}/1")

    def _line(self, which: int, amount: int) -> StatementLine:
        reference = "" if amount % 5 == 0 else self.claims[which].payment_reference
        name = f"E{self.session.exec(select(func.count()).select_from(BankLine)).one()}"
        return builders.line(amount, reference, end_to_end=name, text=name)

    def _arrives(self, told: Statement, which: int, amount: int) -> None:
        taken = take(self.session, told)
        assert taken.repeated == len(told.lines) - 1
        self.last = told
        line = self.session.exec(
            select(BankLine).where(BankLine.end_to_end == told.lines[0].end_to_end)
        ).one()
        paid = Paid(Source.line(line.id or 0), amount, line.end_to_end, amount)
        self.paid.append(paid)
        self._put(paid, which, min(amount, self.owed[which]) if line.reference else 0)

    def _pick(self, amount: int) -> Paid | None:
        return self.paid[amount % len(self.paid)] if self.paid else None

    def _put(self, paid: Paid, which: int, part: int) -> None:
        paid.waits -= part
        self.owed[which] -= part
        paid.on[which] = paid.on.get(which, 0) + part

    def _off(self, paid: Paid, which: int, part: int) -> None:
        self._put(paid, which, -part)

    def assert_same(self) -> None:
        assert [builders.owed(self.session, claim) for claim in self.claims] == self.owed
        waiting = {row.source: row.waiting for row in waiting_money(self.session)}
        assert waiting == {one.source: one.waits for one in self.paid if one.waits}
        assert broken(self.session) == []


STEPS: list[Callable[[Books, int, int], None]] = [
    Books.comes,
    Books.comes,
    Books.sent_anew,
    Books.match,
    Books.split,
    Books.move,
    Books.undo,
    Books.pay_back,
    Books.settle,
    Books.taken_back,
]
Life = list[tuple[Callable[[Books, int, int], None], int, int]]
step = st.tuples(st.sampled_from(STEPS), st.integers(0, CLAIMS - 1), st.integers(1, 200_00))


class _UndoError(Exception):
    pass


def live(database: Database, life: Life) -> None:
    """Go through one life and compare; nothing of it is kept."""
    with suppress(_UndoError), database.unit_of_work() as session:
        owner = builders.person(session)
        claims = [builders.claim(session, owner, 100_00 + number) for number in range(CLAIMS)]
        people = (payments.worker(session), payments.worker(session))
        books = Books(session, claims, [claim.principal for claim in claims], people)
        for act, which, amount in life:
            act(books, which, amount)
        books.assert_same()
        raise _UndoError


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(life=st.lists(step, max_size=20))
def test_payments_are_where_the_model_says(database: Database, life: Life) -> None:
    live(database, life)


@pytest.mark.long
@settings(max_examples=1_500, suppress_health_check=list(HealthCheck))
@given(life=st.lists(step, max_size=50))
def test_payments_are_where_the_model_says_in_many_lives(embedded: Database, life: Life) -> None:
    live(embedded, life)
