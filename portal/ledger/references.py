"""Payment references: the Dutch betalingskenmerk of 16 digits, the Danish +71 id, the bank QR code.

Pure functions. A reference names one claim, so that a payment finds it without a person.
"""

import re
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from itertools import count, cycle

from segno.helpers import make_epc_qr

from portal import money

_DIGITS = {"nl16": 16, "fi71": 15}
"""Length of a reference of each scheme, check digit included."""
_NL_WEIGHTS = (2, 4, 8, 5, 10, 9, 7, 3, 6, 1)
_NL_SHARED = "1"
"""The one check digit two sums share, so that it can hide a wrong digit; we issue none with it."""


def nl_check(base: str) -> str:
    """Return the check digit of the 15 digits of a betalingskenmerk; it stands in front of them."""
    total = sum(int(digit) * weight for digit, weight in zip(base[::-1], cycle(_NL_WEIGHTS)))
    return {10: "1", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def fi_check(base: str) -> str:
    """Return the modulus 10 check digit of the 14 digits of a +71 id; it stands behind them."""
    products = (int(digit) * weight for digit, weight in zip(base[::-1], cycle((2, 1))))
    return str(-sum(product // 10 + product % 10 for product in products) % 10)


def issue(scheme: str, number: str, attempt: int = 0) -> str:
    """Return the reference for the claim with this number: the same one every time it is asked.

    `attempt` counts up when another claim already has the reference (one in 10^14).
    """
    for salt in count():
        seed = f"{number}/{attempt}/{salt}".encode()
        drawn = f"{int(sha256(seed).hexdigest(), 16) % 10**14:014d}"
        reference = complete(scheme, drawn)
        if scheme != "nl16" or reference[0] != _NL_SHARED:
            return reference
    raise AssertionError("unreachable")


def complete(scheme: str, base: str) -> str:
    """Return the reference with these digits as its own part. Raises ValueError if too many."""
    own = _DIGITS[scheme] - 1
    if not re.fullmatch(rf"[0-9]{{1,{own}}}", base):
        raise ValueError("a payment reference is made of digits")
    base = base.zfill(own)
    return nl_check(base) + base if scheme == "nl16" else base + fi_check(base)


def is_valid(scheme: str, reference: str) -> bool:
    """Whether this is a whole reference of the scheme with the right check digit."""
    if not re.fullmatch(rf"[0-9]{{{_DIGITS[scheme]}}}", reference):
        return False
    base = reference[1:] if scheme == "nl16" else reference[:-1]
    return complete(scheme, base) == reference


def show(scheme: str, reference: str, creditor: str = "") -> str:
    """Write a reference as people and banks know it: in groups of four, or as a +71 line."""
    if scheme == "fi71":
        return f"+71<{reference}+{creditor}<"
    return " ".join(reference[start : start + 4] for start in range(0, len(reference), 4))


def qr_svg(*, name: str, iban: str, amount: int, reference: str) -> str:
    """Return the European bank QR code (EPC) as an SVG picture; `amount` in euro cents.

    Dark on white in every theme, because bank apps need the contrast. Raises ValueError when a
    name is too long or the amount is not payable.
    """
    code = make_epc_qr(
        name=name, iban=iban, amount=Decimal(money.plain(amount)), text=reference, encoding="utf-8"
    )
    picture = BytesIO()
    code.save(
        picture,
        kind="svg",
        xmldecl=False,
        omitsize=True,
        nl=False,
        dark="#000",
        light="#fff",
        svgclass=None,
        lineclass=None,
    )
    return picture.getvalue().decode()
