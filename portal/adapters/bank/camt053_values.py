"""Amounts, directions and dates as camt.053 elements hold them."""

import re
from datetime import date
from xml.etree.ElementTree import Element

from portal.adapters.bank.elements import inner
from portal.adapters.bank.values import currency, hundredths
from portal.adapters.mistakes import Mistake

_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T[\d:.]+)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_SIGNS = {"CRDT": 1, "DBIT": -1}


def amount_of(amt: Element | None) -> tuple[int, str]:
    """Return the minor units and the currency of an Amt element. Raises Mistake."""
    if amt is None:
        raise Mistake("the amount (Amt) is missing. Ask the bank for a full file.")
    return hundredths((amt.text or "").strip(), "."), currency(amt.get("Ccy", ""))


def direction(element: Element) -> int:
    """Return 1 for money in, -1 for money out. Raises Mistake.

    A reversal (RvslInd) does not turn it: a returned collection is already a DBIT.
    """
    sign = _SIGNS.get(inner(element, "CdtDbtInd"))
    if sign is None:
        raise Mistake("CdtDbtInd must be CRDT or DBIT. Ask the bank for a full file.")
    return sign


def day(element: Element, name: str) -> date:
    """Return the date in a Dt or DtTm, as the bank wrote it, whatever the time zone.

    Raises Mistake.
    """
    found = _DAY.fullmatch(inner(element, f"{name}/Dt", f"{name}/DtTm"))
    try:
        return date.fromisoformat(found.group(1) if found else "")
    except ValueError:
        raise Mistake(f"{name} must hold a date such as 2026-01-31.") from None
