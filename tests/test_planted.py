"""The watch over all tests finds an identity number wherever the portal might put one out."""

import logging

import click
import pytest
from flask import Flask, abort, redirect, request
from werkzeug.wrappers import Response

from portal.ports.mail import Mail
from portal.ports.sms import Sms
from tests.conftest import WATCH

BSN, CPR = "999990135", "010190-1238"


@pytest.fixture
def leaky() -> Flask:
    """A portal that does everything wrong."""
    app = Flask("leaky")

    @app.route("/people/<number>")
    def page(number: str) -> Response:
        if "on" in request.args:
            return redirect(f"/people?number={number}")  # type: ignore[return-value]
        return abort(404, description=number)

    return app


def test_a_number_is_found_wherever_it_is_put_out(leaky: Flask) -> None:
    log = logging.getLogger("portal.some")
    log.warning("looked for %s", BSN)
    log.error("no", extra={"told": {"who": CPR}})
    leaky.test_client().get(f"/people/{BSN}")
    leaky.test_client().get(f"/people/{CPR}?on=1")
    Mail("a@example.org", "About you", f"Your number is {BSN}.", "en", "id")
    Sms("key", "+31600000000", f"{CPR.replace('-', '')}: call us", "en")
    click.echo(f"done: {BSN}")
    assert WATCH.taken() == [
        *("log portal.some", "log portal.some", "address", "page 404"),
        *("address", "address it leads to", "message", "message", "command"),
    ]


def test_a_longer_number_and_a_page_that_comes_back_are_no_leak(leaky: Flask) -> None:
    logging.getLogger("portal.some").warning("case %s1, %s", BSN, "a" + BSN)
    assert WATCH.taken() == []
