"""References that banks carry: capitals and digits only, at most 35 of them."""

import secrets

from stdnum import iban
from stdnum.exceptions import ValidationError

from portal.errors import PortalError

_SEPA = (
    "AD AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MT NL NO PL PT"
    " RO SE SI SK SM VA"
)
"""Countries whose accounts take part in SEPA, by the first letters of their IBAN."""


class BadAccount(PortalError):
    """A text that is not the number of an account money can be collected from."""

    message = "error-iban"


def new_reference(kind: str) -> str:
    """Return a reference of 80 random bits; `kind` is one capital in front."""
    return kind + secrets.token_hex(10).upper()


def account_of(typed: str) -> str:
    """Return an IBAN without its spaces, as it is kept. Raises BadAccount."""
    try:
        account = str(iban.validate(typed))
    except ValidationError:
        raise BadAccount from None
    if account[:2] not in _SEPA.split() or not account.isascii():
        raise BadAccount
    return account


def shown(account: str) -> str:
    """Write an account so that its owner knows it and nobody else learns it."""
    return f"{account[:2]} •••• {account[-4:]}"
