"""Claims that are written off by two people, and owed again by two; in the ledger and its model."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import select

from portal.jobs import write_off as lists
from portal.jobs.answers import Answer, answer, undo
from portal.ledger.models import Claim
from portal.ledger.records import Proposal
from tests.builders import DAY, NOW
from tests.ledger.books import TOWN, Books

WHY = "The heirs renounced it."


def write_off(books: Books, which: int, amount: int) -> None:
    """All that is left is written off, or the last write-off is taken back."""
    if amount % 2:
        _gone(books, which)
    elif books.written_off:
        _owed_again(books)


def _gone(books: Books, which: int) -> None:
    debt, claim = books.debt(which), books.claims[which]
    asked = books.tried(lambda: _both_say_so(books, claim), allowed=debt.is_here and debt.total > 0)
    if asked is not None:
        books.written_off.append((asked, which, debt.lose("written_off", debt.total)))


def _both_say_so(books: Books, claim: Claim) -> Proposal:
    day = _day(books)
    lists.ask(books.session, books.staff[0], claim, "estate", WHY, on=day, now=NOW)
    return _second(books, "write-off", day)


def _owed_again(books: Books) -> None:
    asked, which, parts = books.written_off.pop()
    gone = books.debt(which).let_go["written_off"]
    is_back = books.tried(
        lambda: _both_take_it_back(books, asked),
        allowed=any(min(part, gone[name]) for name, part in parts.items()),
    )
    if is_back:
        books.debt(which).regain("written_off", parts)


def _both_take_it_back(books: Books, asked: Proposal) -> bool:
    day, said = _day(books), Answer("undo", WHY, asked.version)
    undo(books.session, TOWN, books.staff[0], asked.ref, said, now=NOW, on=day)
    _second(books, "write-off-undo", day)
    return True


def _second(books: Books, kind: str, day: date) -> Proposal:
    """The other person says yes."""
    waits = select(Proposal).where(Proposal.kind == kind, Proposal.state == "open")
    asked = books.session.exec(waits).one()
    said: Any = Answer("yes", WHY, asked.version)
    answer(books.session, TOWN, books.staff[1], asked.ref, said, now=NOW, on=day)
    return asked


def _day(books: Books) -> date:
    """A day of its own, for of one claim one write-off a day is proposed for one reason."""
    books.steps += 1
    return DAY + timedelta(days=books.steps)
