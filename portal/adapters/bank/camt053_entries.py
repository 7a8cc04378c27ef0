"""Turns one camt.053 entry (Ntry) into statement lines: one, or one per payment of a batch."""

from collections.abc import Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from portal.adapters.bank.camt053_details import Details, agreed, details
from portal.adapters.bank.camt053_values import amount_of, day, direction
from portal.adapters.bank.elements import inner
from portal.adapters.bank.values import reference, tidy, together
from portal.adapters.mistakes import Mistake
from portal.ports.bank import StatementLine

_NOT_BOOKED = frozenset({"PDNG", "INFO", "FUTR"})
_YES = ("true", "1")
_PARTS = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt")


def booked(ntry: Element) -> bool:
    """Say whether the bank has booked the entry. Raises Mistake when it does not say."""
    status = inner(ntry, "Sts/Cd", "Sts/Prtry", "Sts")
    if status != "BOOK" and status not in _NOT_BOOKED:
        raise Mistake("the status (Sts) must be BOOK, PDNG, INFO or FUTR.")
    return status == "BOOK"


def entry_lines(ntry: Element, currency: str, own: str) -> Sequence[StatementLine]:
    """Return the lines of an entry; `own` is the account of the statement. Raises Mistake.

    The payments of a batch are lines of their own where their amounts make the entry's.
    """
    base = _base(ntry, currency)
    words = tidy(inner(ntry, "AddtlNtryInf"))
    payments = ntry.findall("NtryDtls/TxDtls")
    known = [details(payment, base.amount > 0, own) for payment in payments]
    amounts = _amounts(ntry, payments, currency)
    if len(payments) > 1 and len(amounts) == len(payments) and sum(amounts) == base.amount:
        return [
            _with(replace(base, amount=amount), one, one.text or words)
            for amount, one in zip(amounts, known, strict=True)
        ]
    one = agreed(known)
    return [_with(base, one, together([one.text, words]))]


def _base(ntry: Element, currency: str) -> StatementLine:
    amount, its_currency = amount_of(ntry.find("Amt"))
    if its_currency != currency:
        raise Mistake(f"the amount (Amt) must be in {currency}, as the balances are.")
    value_on = day(ntry, "ValDt") if ntry.find("ValDt") is not None else None
    unbooked = ntry.find("BookgDt") is None
    return StatementLine(
        booked_on=value_on if value_on and unbooked else day(ntry, "BookgDt"),
        amount=direction(ntry) * amount,
        value_on=value_on,
        bank_reference=reference(inner(ntry, "AcctSvcrRef", "NtryRef")),
        is_reversal=inner(ntry, "RvslInd") in _YES,
    )


def _amounts(ntry: Element, payments: list[Element], currency: str) -> list[int]:
    """Return the signed amounts of those payments that have one in this currency."""
    amounts: list[int] = []
    for payment in payments:
        found = (amt for path in _PARTS for amt in payment.findall(path))
        amt = next((amt for amt in found if amt.get("Ccy") == currency), None)
        if amt is not None:
            signed = payment if payment.find("CdtDbtInd") is not None else ntry
            amounts.append(direction(signed) * amount_of(amt)[0])
    return amounts


def _with(line: StatementLine, known: Details, text: str) -> StatementLine:
    return replace(
        line,
        reference=known.reference,
        end_to_end=known.end_to_end,
        counterparty_account=known.account,
        counterparty_name=known.name,
        text=text,
        bank_reference=known.bank_reference or line.bank_reference,
        is_reversal=line.is_reversal or known.is_return,
    )
