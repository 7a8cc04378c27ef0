"""A desk with its provider, and someone with claims to pay: what the tests of payments share."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlmodel import select

from portal.check import broken
from portal.db import Database
from portal.ledger.models import Claim, LedgerEntry
from portal.ledger.online.beginning import Wish
from portal.ledger.online.desk import Desk
from portal.ledger.online.models import OnlinePayment
from portal.municipality import load
from portal.people.actors import Actor, person_actor
from portal.people.models import Person
from portal.ports.payments import PaymentProvider
from tests import builders
from tests.builders import DAY, NOW

_keys = count(1)


@dataclass
class Payer:
    """Someone who pays, at a desk."""

    desk: Desk
    person: Person

    @property
    def actor(self) -> Actor:
        return person_actor(self.person)

    def owes(self, amount: int = 100_00, **fields: Any) -> Claim:
        with self.desk.database.unit_of_work() as session:
            return builders.claim(session, self.person, amount, **fields)

    def plans(self, *claims: Claim, monthly: int = 25_00) -> None:
        with self.desk.database.unit_of_work() as session:
            builders.plan(session, self.person, claims, monthly)

    def begin(
        self, claim: Claim, amount: int | None = None, scope: str = "", key: str = "", **at: Any
    ) -> OnlinePayment:
        scope = scope or ("whole" if amount is None else "amount")
        wish = Wish(claim.ref, scope, amount, key or f"form-{next(_keys)}")
        given: dict[str, Any] = {"on": DAY, "now": NOW}
        return self.desk.start(self.actor, wish, "en_GB", **given | at)

    def look(self, payment: OnlinePayment, on: date = DAY, now: datetime = NOW) -> OnlinePayment:
        return self.desk.look(self.now(payment), on, now)

    def now(self, payment: OnlinePayment) -> OnlinePayment:
        with self.desk.database.reading() as session:
            return session.get_one(OnlinePayment, payment.id)

    def owed(self, claim: Claim) -> int:
        with self.desk.database.reading() as session:
            return builders.owed(session, claim)

    def rows(self, table: Any) -> list[Any]:
        with self.desk.database.reading() as session:
            return list(session.exec(select(table).order_by(table.id)).all())

    def moved(self) -> list[tuple[str, str, str, int]]:
        """Every movement that is about money which came."""
        return [
            (row.kind, row.debit, row.credit, row.amount)
            for row in self.rows(LedgerEntry)
            if row.incoming_id is not None
        ]

    def broken(self) -> list[str]:
        with self.desk.database.reading() as session:
            return broken(session)


def payer_at(database: Database, provider: PaymentProvider, town: str = "oss") -> Payer:
    """Someone new, at a desk that asks this provider."""
    desk = Desk(database, provider, load(town), "https://portal.example.org")
    with database.unit_of_work() as session:
        return Payer(desk, builders.person(session))
