"""What the payment provider tells us: that something changed, and nothing that is believed."""

import re
from contextlib import suppress
from functools import partial

from flask import Response, request
from sqlalchemy.exc import DBAPIError

from portal.errors import PortalError
from portal.jobs import half_came_in
from portal.ledger.online.settling import ACTOR
from portal.web.public import public
from portal.web.services import Services, services

_ID = re.compile(r"[\w-]{4,64}", re.ASCII)


@public.post("/payments/webhook")
def webhook() -> Response:
    """Say yes at once, to anything; then ask the provider about a payment that is ours.

    The provider is asked after the answer is out, so that nobody learns by waiting which ids we
    know.
    """
    response = Response("", 200, mimetype="text/plain")
    told = request.form.get("id", "")
    if _ID.fullmatch(told):
        response.call_on_close(partial(_look, services(), told))
    return response


def _look(parts: Services, told: str) -> None:
    """Look after the payment; the night tries again when the provider or our database is away."""
    if parts.payments is not None:
        with suppress(PortalError, DBAPIError):
            on, now = parts.clock.today(), parts.clock.now()
            payment = parts.payments.look_by_id(told, on, now)
            if payment is not None:
                with parts.database.unit_of_work() as session:
                    half_came_in.of_claim(session, payment.claim_id, by=ACTOR, on=on, now=now)
