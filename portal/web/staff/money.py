"""Money that came in: payments without a claim, and the statements of the bank."""

from dataclasses import dataclass

from flask import render_template
from flask_babel import gettext

from portal import texts
from portal.ledger import bankbook
from portal.ledger.bankbook import StatementView
from portal.ledger.models import BankLine
from portal.ledger.refunds import lists as refunds
from portal.ledger.sight import Sight, sight_of
from portal.ledger.waiting import Matched, Waiting, matched_money, waiting_money
from portal.people.actors import Permission
from portal.web.context import amount, day, lang
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import paid, staff

MOST = 50
"""Statements and matched payments shown at once."""


@dataclass(frozen=True)
class MoneyRow:
    """A payment or a statement in words."""

    title: str
    amount_text: str
    under: str
    url: str | None = None
    warnings: tuple[str, ...] = ()
    is_closed: bool = False


CLOSED = MoneyRow("", "", "", is_closed=True)
"""A row of somebody whose file is closed to who looks."""


@staff.get("/money")
@needs(Permission.PAYMENT_MATCH)
def money() -> str:
    """Show what waits for a claim, what was matched, and the statements with their warnings."""
    with services().database.reading() as session:
        sight = sight_of(session, actor())
        waiting = waiting_money(session)
        matched = matched_money(session, MOST)
        taken_back = refunds.unexplained(session, services().town.currency, is_reversal=True)
        went_out = refunds.unexplained(session, services().town.currency, is_reversal=False)
        statements = bankbook.statements(session, MOST)
        count = bankbook.statement_count(session)
    return render_template(
        "staff/money.html",
        waiting=[_waiting(line) if sight.sees_name(line.name) else CLOSED for line in waiting],
        total=sum(line.waiting for line in waiting),
        matched=[_matched(line) if _seen(sight, line) else CLOSED for line in matched],
        statements=[_statement(one) for one in statements],
        taken_back=[_out(line, sight) for line in taken_back],
        went_out=[_out(line, sight) for line in went_out],
        count=count,
        most=MOST,
    )


def _waiting(one: Waiting) -> MoneyRow:
    how = gettext(f"money-kind-{one.kind}".replace("_", "-"))
    parts = [day(one.came_on), how if one.kind != "bank" else "", one.reference, one.text]
    if one.waiting != one.amount:
        parts.insert(1, gettext("staff-money-of", amount=amount(one.amount)))
    return MoneyRow(
        title=one.name or gettext("staff-money-no-name"),
        amount_text=amount(one.waiting),
        under=" · ".join(part for part in parts if part),
        url=paid.url(one.source),
        warnings=(gettext("staff-same-title"),) if one.is_doubtful else (),
    )


def _matched(one: Matched) -> MoneyRow:
    on = gettext("staff-money-on-claim", number=one.claim_number)
    return MoneyRow(
        title=one.name or gettext("staff-money-no-name"),
        amount_text=amount(one.amount),
        under=f"{day(one.came_on)} · {on}",
        url=paid.url(one.source),
    )


def _seen(sight: Sight, line: Matched) -> bool:
    return sight.sees_claim(line.claim_ref) and sight.sees_name(line.name)


def _out(line: BankLine, sight: Sight) -> MoneyRow:
    if not sight.sees_name(line.counterparty_name):
        return CLOSED
    parts = (day(line.booked_on), line.reference, line.text)
    return MoneyRow(
        title=line.counterparty_name or gettext("staff-money-no-name"),
        amount_text=amount(line.amount),
        under=" · ".join(part for part in parts if part),
        url=paid.url(paid.source_of(line.id, None)),
    )


def _statement(one: StatementView) -> MoneyRow:
    under = gettext(
        "staff-statement-under",
        account=one.account,
        first=day(one.opening_on),
        last=day(one.closing_on),
        count=one.lines,
    )
    return MoneyRow(
        title=gettext("staff-statement", number=one.number, file=one.file_name),
        amount_text=texts.amount(lang(), one.currency, one.closing),
        under=under + (" " + gettext("staff-statement-out", count=one.out) if one.out else ""),
        warnings=tuple(_warnings(one)),
    )


def _warnings(one: StatementView) -> list[str]:
    """Say what staff must know of a statement before they trust it."""
    found = []
    if one.difference:
        difference = texts.amount(lang(), one.currency, one.difference)
        found.append(gettext("staff-statement-difference", amount=difference))
    if one.currency != services().town.currency:
        found.append(gettext("staff-statement-currency", currency=one.currency))
    return found
