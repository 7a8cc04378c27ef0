"""Texts, days and amounts as UBL writes them; every mistake names its element."""

import re
from datetime import date
from xml.etree.ElementTree import Element

from portal.adapters.bank.values import hundredths, tidy
from portal.adapters.mistakes import Mistake

_AMOUNT = re.compile(r"(?P<sign>[+-]?)(?P<units>\d+)(?:\.(?P<decimals>\d*))?")
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)?")
"""Some systems write the zone of their clock behind the day."""
_DECIMALS = 2


def inner(element: Element | None, *paths: str) -> str:
    """Return the text of the first of these paths that has any, on one line; else nothing."""
    if element is None:
        return ""
    texts = (tidy(element.findtext(path) or "") for path in paths)
    return next((text for text in texts if text), "")


def day(element: Element, path: str) -> date | None:
    """Return a day, or None where there is none. Raises Mistake when it is no day."""
    text = inner(element, path)
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(found[1] if found else "")
    except ValueError:
        raise Mistake(f"{path}: must be a day that exists, written like 2026-11-21.") from None


def amount(element: Element | None, path: str, currency: str) -> int | None:
    """Return an amount in minor units, or None where there is none. Raises Mistake."""
    found = element.find(path) if element is not None else None
    if found is None:
        return None
    if found.get("currencyID", currency) != currency:
        raise Mistake(f"{path}: must be in the currency of the document (DocumentCurrencyCode).")
    return minor(tidy(found.text or ""), path)


def minor(text: str, path: str) -> int:
    """Read a signed amount with a decimal point as minor units. Raises Mistake."""
    fits = _AMOUNT.fullmatch(text)
    if not fits or not text.isascii():
        raise Mistake(f"{path}: must be an amount like 1234.50.")
    decimals = (fits["decimals"] or "").rstrip("0")
    if len(decimals) > _DECIMALS:
        raise Mistake(f"{path}: has more than two decimals.")
    try:
        size = hundredths(f"{fits['units']}.{decimals}", ".")
    except Mistake:
        raise Mistake(f"{path}: is larger than the portal takes.") from None
    return -size if fits["sign"] == "-" else size
