"""Balances and entries as MT940 writes them in one line."""

import re
from dataclasses import dataclass
from datetime import date

from portal.adapters.bank.values import account, currency, hundredths, reference, tidy
from portal.adapters.mistakes import Mistake
from portal.ports.bank import StatementLine

_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})(\d+,\d*)", re.ASCII)
_ENTRY = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4})?(?P<mark>R?[CD])[A-Z]?(?P<amount>\d+,\d*)"
    r"[A-Z][A-Z0-9]{3}(?P<references>.*)",
    re.ASCII | re.DOTALL,
)
_SIGNS = {"C": 1, "D": -1, "RC": -1, "RD": 1}
"""RC takes back a credit, RD takes back a debit."""
_ACCOUNT = re.compile(r"[A-Z]{2}\d\d[A-Z0-9]{10,30}|P?(?=\d*[1-9])\d{9,10}", re.ASCII)
_OWN_WITH_CURRENCY = re.compile(r"([A-Z]{2}\d\d[A-Z0-9]{8,26}\d)[A-Z]{3}", re.ASCII)
_CODE = "/TRCD/"
_HALF_YEAR = 183


@dataclass(frozen=True)
class Balance:
    """An opening or closing balance: signed minor units on a day."""

    amount: int
    currency: str
    on: date


def balance(text: str) -> Balance:
    """Read a balance such as C260131EUR1234,50. Raises Mistake."""
    found = _BALANCE.fullmatch(text)
    if not found:
        raise Mistake("the balance must look like C260131EUR1234,50.")
    mark, on, code, amount = found.groups()
    return Balance(_SIGNS[mark] * hundredths(amount, ","), currency(code), _day(on))


def entry(rows: list[str]) -> StatementLine:
    """Read an entry such as 2601310131C12,50NTRFNONREF//B1 and its rows below. Raises Mistake."""
    found = _ENTRY.fullmatch(rows[0].strip())
    if not found:
        raise Mistake("the entry must begin like 2601310131C12,50NTRFNONREF.")
    value_on = _day(found["value"])
    given, _, banks = found["references"].partition(_CODE)[0].partition("//")
    more = account("".join(rows[1:]).partition(_CODE)[0])
    is_account = bool(_ACCOUNT.fullmatch(more))
    return StatementLine(
        booked_on=_entry_day(found["entry"], value_on) if found["entry"] else value_on,
        amount=_SIGNS[found["mark"]] * hundredths(found["amount"], ","),
        value_on=value_on,
        reference=reference(given),
        counterparty_account=more if is_account else "",
        text="" if is_account else tidy(" ".join(rows[1:]).partition(_CODE)[0]),
        bank_reference=reference(banks),
        is_reversal=found["mark"].startswith("R"),
    )


def own_account(text: str) -> str:
    """Return the account of the statement, without the currency some banks put behind an IBAN."""
    number = account(text)
    found = _OWN_WITH_CURRENCY.fullmatch(number)
    return found.group(1) if found else number


def _day(text: str) -> date:
    """Read YYMMDD; as in SWIFT, years from 80 on are of the last century."""
    century = "19" if text >= "80" else "20"
    try:
        return date.fromisoformat(f"{century}{text[:2]}-{text[2:4]}-{text[4:]}")
    except ValueError:
        raise Mistake("the date must be a day of the calendar as YYMMDD, as in 260131.") from None


def _entry_day(text: str, value_on: date) -> date:
    """Read MMDD, in the year that brings it nearest to the value date."""
    near = (_in_year(year, text) for year in range(value_on.year - 1, value_on.year + 2))
    days = [day for day in near if day and abs((day - value_on).days) <= _HALF_YEAR]
    if not days:
        raise Mistake("the entry date must be a day of the calendar as MMDD, as in 0131.")
    return min(days, key=lambda day: abs((day - value_on).days))


def _in_year(year: int, text: str) -> date | None:
    try:
        return date(year, int(text[:2]), int(text[2:]))
    except ValueError:
        return None
