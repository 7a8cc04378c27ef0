"""Acts by people on money that came in, done to the ledger and to its model."""

from sqlmodel import func, select

from portal.ledger import returns
from portal.ledger.models import BankLine
from portal.ledger.refunds import proposing
from portal.ledger.refunds.models import Refund
from portal.ledger.sources import Source
from portal.ledger.suspense import match as set_against
from portal.ledger.suspense import move as set_elsewhere
from portal.ledger.suspense import undo_match
from tests import builders, payments
from tests.builders import DAY, NOW, statement
from tests.ledger.books import Books
from tests.payments import ACT, IBAN


def _one(books: Books, amount: int) -> Source | None:
    """One of all payments."""
    known = list(books.model.paid)
    return known[amount % len(known)] if known else None


def match(books: Books, which: int, amount: int) -> None:
    """Waiting money is set against a claim."""
    if (source := _one(books, amount)) is None:
        return
    debt, waits = books.debt(which), books.model.paid[source].waits
    put = books.tried(
        lambda: set_against(books.session, source, books.claims[which].ref, ACT, amount),
        allowed=debt.is_here and min(waits, debt.total) > 0,
    )
    if put is not None:
        assert put == books.model.put(source, which, amount)


def unmatch(books: Books, which: int, amount: int) -> None:
    """Money is taken off a claim again: all of a payment, or a part."""
    if (source := _one(books, amount)) is None:
        return
    stands = books.model.paid[source].on_claim(which)
    part = None if amount % 2 else amount
    taken = books.tried(
        lambda: undo_match(books.session, source, books.claims[which].ref, ACT, part),
        allowed=books.debt(which).is_here and 0 < (part or stands) <= stands,
    )
    if taken is not None:
        assert taken == (part or stands)
        books.model.take_off(source, which, taken)


def move(books: Books, which: int, amount: int) -> None:
    """Money goes from one claim to another."""
    if (source := _one(books, amount)) is None or len(books.claims) < 2:
        return
    to = (which + 1) % len(books.claims)
    before, after = books.debt(which), books.debt(to)
    refs = books.claims[which].ref, books.claims[to].ref
    fits = 0 < amount <= min(books.model.paid[source].on_claim(which), after.total)
    is_moved = books.tried(
        lambda: set_elsewhere(books.session, source, *refs, amount, ACT) is None,
        allowed=before.is_here and after.is_here and fits,
    )
    if is_moved:
        books.model.take_off(source, which, amount)
        books.model.put(source, to, amount)


def refund(books: Books, which: int, amount: int) -> None:
    """One person proposes to pay waiting money back; another signs."""
    if (source := _one(books, amount)) is None:
        return
    paid = books.model.paid[source]
    wanted = proposing.Wanted(source, amount, "Paid too much", account=IBAN, name="V. Test")
    made = books.tried(
        lambda: proposing.propose(books.session, books.staff[0], wanted, now=NOW, on=DAY),
        allowed=amount <= paid.waits,
    )
    if made is not None:
        payments.approve(books.session, made, books.staff[1])
        paid.waits -= amount
        books.refunds.append(made)


def after_refund(books: Books, which: int, amount: int) -> None:
    """What was to be paid back is undone, is paid, or comes back unpaid."""
    if not books.refunds:
        return
    made = books.refunds[amount % len(books.refunds)]
    if amount % 2:
        is_back = books.tried(lambda: _undone(books, made), allowed=made.state == "approved")
    else:
        is_back = _on_a_statement(books, made)
    if is_back:
        source = Source(made.bank_line_id, made.incoming_id)
        books.model.paid[source].waits += made.amount


def _undone(books: Books, made: Refund) -> bool:
    told = {"seen": made.version, "now": NOW, "on": DAY}
    proposing.undo(books.session, books.staff[0], made, **told)
    return True


def _on_a_statement(books: Books, made: Refund) -> bool:
    """The bank tells that it went out, or that it came back; whether it waits again."""
    sign = {"approved": -1, "paid": 1}.get(made.state)
    if sign is None:
        return False
    line = builders.line(sign * made.amount, made.reference)
    payments.take(books.session, statement(line, number=books.key()))
    books.session.refresh(made)
    assert made.state == ("paid" if sign < 0 else "returned")
    return sign > 0


def take_back(books: Books, which: int, amount: int) -> None:
    """The bank takes a payment back, and a person says which one it was."""
    source = _one(books, amount)
    if source is None or source.bank_line_id is None:
        return
    paid = books.model.paid[source]
    if paid.is_gone:
        return
    line = builders.line(-paid.amount, is_reversal=True)
    payments.take(books.session, statement(line, number=books.key()))
    out = books.session.exec(select(func.max(BankLine.id))).one()
    is_back = books.tried(
        lambda: returns.take_back_by_hand(books.session, out, source.id, ACT) is None,
        allowed=paid.is_whole and books.model.is_ours(paid),
    )
    if is_back:
        for at in list(paid.on):
            books.model.take_off(source, at, paid.on_claim(at))
        paid.waits, paid.is_gone = 0, True
