"""Random lives of claims, on the ledger and on a model of a few lines: both must say the same."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, func, select

from portal.check import check
from portal.db import Database
from portal.errors import NotNow
from portal.ledger import balances, debtors, postings
from portal.ledger.claims import overview
from portal.ledger.models import BankLine, Claim
from portal.ledger.movements import movements
from portal.ledger.sources import Source
from portal.ledger.statements import take_statement
from portal.ledger.suspense import Act, match, undo_match
from portal.ledger.waiting import waiting_money
from portal.people.models import Person
from tests import builders
from tests.builders import DAY, NOW, ORDER, booking, line, statement

CLAIMS = 3
ACT = Act(ORDER, NOW, "staff:x")


@dataclass
class Books:
    """The ledger under test beside its model: what each claim owes, what each line has waiting."""

    session: Session
    owner: Person
    claims: list[Claim]
    owed: list[int]
    waits: dict[int, int] = field(default_factory=dict)
    on_claim: dict[tuple[int, int], int] = field(default_factory=dict)
    steps: int = 0

    def key(self) -> str:
        self.steps += 1
        return f"step:{self.steps}"

    def charge(self, which: int, amount: int) -> None:
        component = ("fee", "interest")[amount % 2]
        key = booking(self.key())
        postings.charge(self.session, self.claims[which].id, amount, component, **key)
        self.owed[which] += amount

    def waive(self, which: int, amount: int) -> None:
        gone = postings.waive(self.session, self.claims[which].id, amount, **booking(self.key()))
        assert gone == min(amount, self.owed[which])
        self.owed[which] -= gone

    def bank(self, which: int, amount: int) -> None:
        """Money comes in with the reference of a claim, or with none."""
        reference = "" if amount % 5 == 0 else self.claims[which].payment_reference
        told = statement(line(amount, reference), number=self.key())
        taken = {"file_name": "f", "currency": "EUR", "order": ORDER, "now": NOW}
        take_statement(self.session, told, actor="import", **taken)
        line_id = self.session.exec(select(func.max(BankLine.id))).one()
        part = min(amount, self.owed[which]) if reference else 0
        self.move(line_id, which, part)
        self.waits[line_id] = amount - part

    def match(self, which: int, amount: int) -> None:
        if self.waits:
            line_id = sorted(self.waits)[amount % len(self.waits)]
            part = min(self.waits[line_id], self.owed[which], amount)
            with suppress(NotNow):
                ref = self.claims[which].ref
                assert match(self.session, Source.line(line_id), ref, ACT, amount) == part
            self.waits[line_id] -= part
            self.move(line_id, which, part)

    def undo(self, which: int, amount: int) -> None:
        if self.waits:
            line_id = sorted(self.waits)[amount % len(self.waits)]
            part = self.on_claim.get((line_id, which), 0)
            with suppress(NotNow):
                ref = self.claims[which].ref
                assert undo_match(self.session, Source.line(line_id), ref, ACT) == part
            self.waits[line_id] += part
            self.move(line_id, which, -part)

    def plan(self, which: int, amount: int) -> None:
        if self.owed[which]:
            claim = self.claims[which]
            plan = builders.plan(
                self.session, self.owner, [claim], max(amount, self.owed[which] // 9)
            )
            assert plan.total == self.owed[which]

    def move(self, line_id: int, which: int, part: int) -> None:
        self.owed[which] -= part
        self.on_claim[line_id, which] = self.on_claim.get((line_id, which), 0) + part

    def assert_same(self) -> None:
        for claim, owed in zip(self.claims, self.owed, strict=True):
            assert balances.of_claim(self.session, claim.id).total == owed
            assert movements(self.session, claim.id)[-1].balance == owed
        assert debtors.of_person(self.session, self.owner.id) == sum(self.owed)
        assert overview(self.session, self.owner.id, DAY).total == sum(self.owed)
        waiting = {row.id: row.waiting for row in waiting_money(self.session)}
        assert waiting == {line_id: left for line_id, left in self.waits.items() if left}
        assert [finding for finding in check(self.session) if not finding.holds] == []


STEPS: list[Callable[[Books, int, int], None]] = [
    Books.charge,
    Books.waive,
    Books.bank,
    Books.match,
    Books.undo,
    Books.plan,
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
        books = Books(session, owner, claims, [claim.principal for claim in claims])
        for act, which, amount in life:
            act(books, which, amount)
        books.assert_same()
        raise _UndoError


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=st.lists(step, max_size=25))
def test_the_ledger_says_what_the_model_says(database: Database, life: Life) -> None:
    live(database, life)


@pytest.mark.long
@settings(max_examples=2_000, suppress_health_check=list(HealthCheck))
@given(life=st.lists(step, max_size=60))
def test_the_ledger_says_what_the_model_says_in_many_lives(embedded: Database, life: Life) -> None:
    live(embedded, life)
