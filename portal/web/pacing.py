"""Which pages count against which limit, and what is said to who must wait."""

from datetime import timedelta
from http import HTTPStatus

from flask import Flask, Response, current_app, g, request

from portal.web.context import here
from portal.web.fragments import answer
from portal.web.limits import Limit, Limiter
from portal.web.network import network
from portal.web.services import services

SIGN_IN = Limit("sign-in", 300, ahead=5, of_network=True)
"""Beginnings and ends of a sign-in: a whole town hall may come from one network."""
LINKS = Limit("links", 300, of_network=True)
"""Links from a mail, signed: right or wrong."""
TOLD = Limit("told", 300, seconds=60, of_network=True)
"""What a provider tells us: far more than there is to tell of a town's payments."""
REPORTS = Limit("reports", 60, of_network=True)
"""What browsers report of our pages."""
SENDING = Limit("sending", 30, seconds=3600, ahead=1)
"""What sends a mail or a message to an address that was typed."""
UPLOADS = Limit("uploads", 100)
"""Files sent: each is made anew in a process of its own."""
TRYING = Limit("trying", 1200, ahead=40)
"""What works an amount out while somebody types."""
POSTS = Limit("posts", 600, ahead=20)
"""Every other form."""
PAPERS = Limit("papers", 200)
"""Files that are made when they are asked for."""

OPENED = {
    **dict.fromkeys(
        ("public.sign_in_with", "public.sign_in_return", "public.sign_in_again_go"), SIGN_IN
    ),
    **dict.fromkeys(("public.back", "public.mail_link"), LINKS),
    **dict.fromkeys(
        (
            *("citizen.letter_as_pdf", "citizen.my_data_file", "citizen.claim_qr"),
            *("business.account_file", "business.balance_file", "business.bills_file"),
            *("business.bill_pdf", "business.bill_xml", "business.confirmation_pdf"),
            *("staff.letter_as_pdf", "staff.post_batch_pdf", "staff.trail_file"),
        ),
        PAPERS,
    ),
}
"""Pages that count when they are opened. The others cost a statement or two and change nothing."""
SENT = {
    "public.sign_in": SIGN_IN,
    "public.mail_confirm": LINKS,
    "public.webhook": TOLD,
    "public.log_out_told": TOLD,
    "public.report": REPORTS,
    **dict.fromkeys(("citizen.link", "citizen.messages_by"), SENDING),
    **dict.fromkeys(("citizen.evidence", "citizen.acting_files", "staff.files_take"), UPLOADS),
    **dict.fromkeys(("citizen.what_if", "citizen.budget", "staff.work_out"), TRYING),
}
"""Forms that do not count as every other."""
_BY_PROGRAMS = (TOLD.name, REPORTS.name)
_MOST_SHOWN = 2_000
"""Signs of a form that is shown again, to be sent later."""


def init_app(app: Flask, times: int) -> None:
    """Count before each request that can be too much, after its token was looked at."""
    app.extensions["limits"] = Limiter(times)
    app.before_request(_count)


def _count() -> Response | None:
    limit = _of_request()
    if limit is None:
        return None
    wait = take(limit)
    return _not_yet(limit, wait) if wait else None


def _of_request() -> Limit | None:
    endpoint = request.endpoint or "static"
    if endpoint == "static" or request.blueprint == "api":  # which counts by its own keys
        return None
    if request.method == "POST":
        return SENT.get(endpoint, POSTS)
    return OPENED.get(endpoint)


def take(limit: Limit, who: str = "") -> int:
    """Count one for this visitor, or for `who`; return 0, or the seconds to wait."""
    actor, limiter = g.get("actor"), current_app.extensions["limits"]
    is_network = not who and (limit.of_network or actor is None)
    told = who or (f"network:{network()}" if is_network else f"person:{actor.signature}")
    wait: int = limiter.take(limit, told, services(), is_network=is_network)
    return wait


def _not_yet(limit: Limit, wait: int) -> Response:
    """Say when to come again. What was typed is shown, to be sent then."""
    if limit.name in _BY_PROGRAMS:
        said = Response("", HTTPStatus.TOO_MANY_REQUESTS, mimetype="text/plain")
    else:
        said = answer(
            "public/too_often.html",
            "public/_too_often.html",
            status=HTTPStatus.TOO_MANY_REQUESTS,
            until=_clock_time(wait),
            sent=_sent(),
        )
    said.headers["Retry-After"] = str(wait)
    return said


def _clock_time(wait: int) -> str:
    """The minute after the wait is over, as the clock here shows it."""
    over = services().clock.now() + timedelta(seconds=wait + 60)
    return f"{here(over):%H:%M}"


def _sent() -> list[tuple[str, str]] | None:
    """Return the fields that were sent, without the token; None for files, or too many."""
    if request.method != "POST" or request.endpoint == "public.sign_in":
        return None
    fields = [(k, v) for k, v in request.form.items(multi=True) if k != "csrf_token"]
    length = sum(len(name) + len(value) for name, value in fields)
    return fields if length <= _MOST_SHOWN and not request.files else None
