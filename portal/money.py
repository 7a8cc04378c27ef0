"""Money as integers in minor units (euro cents, øre); never floats, never fractions of a cent."""

import re

from portal.errors import BadAmount

_PLAIN = re.compile(r"\d{1,13}\.\d{2}")
LONGEST_TYPED = 60
MOST = 10**14
"""The largest amount the portal takes, in minor units: a thousand billion."""


def is_plain(text: object) -> bool:
    """Whether this is a text that `minor` reads."""
    return isinstance(text, str) and text.isascii() and bool(_PLAIN.fullmatch(text))


def minor(text: str) -> int:
    """Read an amount with exactly two decimals ("1234.50") as minor units. Raises BadAmount."""
    if not is_plain(text):
        raise BadAmount(text)
    return int(text.replace(".", ""))


def plain(amount: int) -> str:
    """Write minor units as a plain amount with two decimals: 123450 becomes "1234.50"."""
    if amount < 0:
        return "-" + plain(-amount)
    digits = str(amount).zfill(3)
    return digits[:-2] + "." + digits[-2:]


def typed(text: str, decimal: str) -> int:
    """Read what a person typed as minor units; `decimal` is the decimal mark of their language.

    Takes "1.234,50", "1234,5", "€ 1 234", and, so that nobody loses a factor of a hundred,
    the other mark too when exactly two digits follow it. Raises BadAmount.
    """
    group = "." if decimal == "," else ","
    bare = re.sub(r"[\s\u00a0\u202f€]|kr\.?|,-$|,--$", "", text.strip(), flags=re.IGNORECASE)
    if re.fullmatch(rf"\d+\{group}\d{{1,2}}", bare):
        bare = bare.replace(group, decimal)
    whole = rf"(\d{{1,12}}|\d{{1,3}}(\{group}\d{{3}})+)(\{decimal}\d{{1,2}})?"
    if not bare.isascii() or not re.fullmatch(whole, bare):
        raise BadAmount(text)
    units, _, decimals = bare.replace(group, "").partition(decimal)
    amount = int(units) * 100 + int(decimals.ljust(2, "0") or 0)
    if amount > MOST or len(text) > LONGEST_TYPED:
        raise BadAmount(text)
    return amount
