"""Amounts, currencies, accounts and texts as both bank formats write them."""

import re
import unicodedata
from collections.abc import Iterable

from babel.numbers import is_currency

from portal.adapters.mistakes import Mistake
from portal.money import MOST

NOT_GIVEN = frozenset({"", "NOTPROVIDED", "NONREF", "EREF", "PREF", "MARF"})
"""What banks write where there is no reference, or where it stands in another field."""
_NOT_OF_SEPA = re.compile(r"[^\w/?:().,'+ -]|_|[^\u0000-\uffff]")
_CURRENCY = re.compile(r"[A-Z]{3}")
_DECIMALS = 2
_SOFT_HYPHEN = "\u00ad"


def hundredths(text: str, mark: str) -> int:
    """Read an unsigned amount as minor units; `mark` is the decimal mark. Raises Mistake."""
    units, _, decimals = text.partition(mark)
    digits = units + decimals
    if not (digits.isascii() and digits.isdigit()):
        raise Mistake(f"the amount must be digits with two decimals, for example 12{mark}50.")
    if len(decimals) > _DECIMALS:
        raise Mistake(
            "the amount has more than two decimals. Ask the bank for amounts in whole cents."
        )
    amount = (units + decimals.ljust(_DECIMALS, "0")).lstrip("0") or "0"
    if len(amount) > len(str(MOST)) or int(amount) > MOST:
        raise Mistake("the amount is larger than the portal takes. Ask the bank if it is right.")
    return int(amount)


def currency(text: str) -> str:
    """Return the currency code. Raises Mistake when it is none."""
    if not _CURRENCY.fullmatch(text) or not is_currency(text):
        raise Mistake("the currency must be a code of ISO 4217, for example EUR.")
    return text


def account(text: str) -> str:
    """Write an account number without spaces."""
    return "".join(tidy(text).split())


def reference(text: str) -> str:
    """Return the reference, or nothing where the bank says there is none."""
    bare = tidy(text)
    return "" if bare in NOT_GIVEN else bare


def tidy(text: str) -> str:
    """Write a bank text on one line: single spaces, no control signs, soft hyphens as hyphens.

    Banks let a hyphen arrive as a soft one, which no screen shows: 10-06-2010 became 10062010.
    """
    return " ".join("".join(map(_sign, text.replace(_SOFT_HYPHEN, "-"))).split())


def sepa(text: str) -> str:
    """Keep to the signs that every bank of SEPA reads; sepaxml then writes letters in Latin.

    Letters beyond the first 65,536 signs it would drop, and leave an empty text.
    """
    return " ".join(_NOT_OF_SEPA.sub(" ", text).split()) or "NOTPROVIDED"


def together(texts: Iterable[str]) -> str:
    """Return the texts in one, each of them once."""
    return " ".join(dict.fromkeys(text for text in map(tidy, texts) if text))


def _sign(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Cf":
        return ""
    return " " if kind[0] in "CZ" else character
