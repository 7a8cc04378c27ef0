"""Money that comes in and goes back, for tests: statements taken, refunds proposed and signed."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, func, select

from portal.ledger.models import BankLine
from portal.ledger.refunds import proposing
from portal.ledger.refunds.models import Refund
from portal.ledger.sources import Source
from portal.ledger.statements import Taken, take_statement
from portal.ledger.suspense import Act
from portal.people.actors import Actor, staff_actor
from portal.ports.bank import Statement, StatementLine
from tests import builders
from tests.builders import DAY, NOW, ORDER

ACT = Act(ORDER, NOW, "staff:x")
IBAN = "NL91ABNA0417164300"


def take(session: Session, told: Statement, file_name: str = "day.xml") -> Taken:
    """Take a statement in."""
    given = {"currency": "EUR", "order": ORDER, "on": DAY, "now": NOW, "actor": "import"}
    return take_statement(session, told, file_name=file_name, **given)  # type: ignore[arg-type]


def comes_in(session: Session, amount: int, reference: str = "", **fields: Any) -> Source:
    """Money comes in on a statement of its own; return it."""
    return booked(session, builders.line(amount, reference, **fields))


def booked(session: Session, line: StatementLine) -> Source:
    """Take a statement of one line in; return the line."""
    take(session, builders.statement(line))
    return Source.line(session.exec(select(func.max(BankLine.id))).one())


def worker(session: Session) -> Actor:
    """Someone who may pay back."""
    return staff_actor(builders.staff(session))


def proposed(session: Session, source: Source, amount: int, **fields: Any) -> Refund:
    """A refund that one person proposed."""
    given: dict[str, Any] = {"reason": "Paid too much", "account": IBAN, "name": "V. Test"}
    wanted = proposing.Wanted(source, amount, **given | fields)
    return proposing.propose(session, worker(session), wanted, now=NOW, on=DAY)


def approve(session: Session, refund: Refund, staff: Actor | None = None) -> Refund:
    """Let another person sign it."""
    who = staff or worker(session)
    given = {"seen": refund.version, "order": ORDER, "now": NOW, "on": DAY}
    proposing.approve(session, who, refund, **given)  # type: ignore[arg-type]
    return refund


def amounts(rows: Sequence[Any]) -> list[int]:
    """Return what waits of each, for comparing."""
    return [row.waiting for row in rows]
