"""The reference of a refund, by which it is known on the bank's statement (ISO 11649)."""

import re
import secrets

from stdnum import iso11649
from stdnum.iso7064 import mod_97_10

_DIGITS = 12
_SHAPE = re.compile(r"RF\d{2}\s?(?:\d{4}\s?){3}")


def new() -> str:
    """Return a new reference: RF, two check digits, twelve digits drawn at random."""
    drawn = "".join(secrets.choice("0123456789") for _ in range(_DIGITS))
    return f"RF{mod_97_10.calc_check_digits(drawn + 'RF')}{drawn}"


def found_in(*texts: str) -> set[str]:
    """Return the references that stand in these texts, also in groups of four."""
    shapes = {re.sub(r"\s", "", shape) for text in texts for shape in _SHAPE.findall(text)}
    return {shape for shape in shapes if iso11649.is_valid(shape)}
