"""Parts that are closed for a while: a page that says so, with the telephone, and no more."""

from flask import Flask, Response, request

from portal.people.switches import closed
from portal.web.fragments import answer
from portal.web.services import services

PART_OF = {
    "citizen.begin_payment": "payments",
    "citizen.ask": "requests",
    "citizen.ask_short": "requests",
    "citizen.ask_claims": "requests",
    "citizen.ask_decision": "requests",
    "citizen.again": "requests",
    "citizen.question": "requests",
    "citizen.check": "requests",
    "public.sign_in": "sign-in",
    "public.sign_in_with": "sign-in",
    "public.code_entry": "sign-in",
}
"""Which part a page belongs to; those of staff never close."""
TEXTS = {
    "payments": "part-closed-payments",
    "requests": "part-closed-requests",
    "sign-in": "part-closed-sign-in",
}
WAIT = "600"
"""Seconds after which a program may ask again."""


def init_app(app: Flask) -> None:
    """Look before each request of a part that can be closed; the switch holds at once."""
    app.before_request(_look)


def _look() -> Response | None:
    part = PART_OF.get(request.endpoint or "")
    if part is None:
        return None
    with services().database.reading() as session:
        if part not in closed(session):
            return None
    shown = answer("public/closed.html", status=503, message=TEXTS[part])
    shown.headers["Retry-After"] = WAIT
    return shown
