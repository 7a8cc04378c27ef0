"""What the payment provider tells us: that something changed, and nothing that is believed."""

import re
from contextlib import suppress
from functools import partial

from flask import Response, current_app, request
from sqlalchemy.exc import DBAPIError

from portal.config import CALLS_A_MINUTE
from portal.errors import PortalError
from portal.web.limits import Limit
from portal.web.public import public
from portal.web.services import Services, services

_ID = re.compile(r"[\w-]{4,64}", re.ASCII)


@public.post("/payments/webhook")
def webhook() -> Response:
    """Say yes at once, to anything; then ask the provider about a payment that is ours.

    Who calls too often is told to come again later, and nothing is looked up. The provider is asked
    after the answer is out, so that nobody learns by waiting which ids we know.
    """
    if wait := _limit().take(request.remote_addr or ""):
        return Response("", 429, {"Retry-After": str(wait)}, mimetype="text/plain")
    response = Response("", 200, mimetype="text/plain")
    told = request.form.get("id", "")
    if _ID.fullmatch(told):
        response.call_on_close(partial(_look, services(), told))
    return response


def _limit() -> Limit:
    """The one of this application."""
    payments = services().settings.payments
    most = payments.calls_a_minute if payments else CALLS_A_MINUTE
    found: Limit = current_app.extensions.setdefault("webhooks", Limit(most))
    return found


def _look(parts: Services, told: str) -> None:
    """Look after the payment; the night tries again when the provider or our database is away."""
    if parts.payments is not None:
        with suppress(PortalError, DBAPIError):
            parts.payments.look_by_id(told, parts.clock.today(), parts.clock.now())
