"""What went wrong in a call, in the three ways the portal knows: refused, down, unknown."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from mollie import models

from portal.errors import PaymentDown, PaymentRefused, PaymentUnknown

_NOT_NOW = frozenset({429, 503})
"""Too many requests, and maintenance: nothing was done."""
_BUSY = frozenset({408, 409})
"""The same request is still under way."""
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@contextmanager
def told() -> Iterator[None]:
    """Turn the errors of the client into ours; none of them carries what was sent."""
    try:
        yield
    except models.ClientError as error:
        raise _by_status(error.status_code) from None
    except _NOT_SENT:
        raise PaymentDown from None
    except (httpx.HTTPError, models.NoResponseError, ValueError):
        raise PaymentUnknown from None


def _by_status(status: int) -> Exception:
    if status in _NOT_NOW:
        return PaymentDown()
    if status in _BUSY or not 400 <= status < 500:  # noqa: PLR2004  (an answer nobody expects)
        return PaymentUnknown()
    return PaymentRefused()
