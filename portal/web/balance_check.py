"""Checking the code of a confirmed balance: for anyone who holds the paper, without signing in.

The answer says what the paper says and no more; a code nobody was given gets the same page.
"""

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField

from portal.ledger.firms import confirming
from portal.web.fragments import answer
from portal.web.pace import Pace
from portal.web.public import public
from portal.web.services import services

TRIES = Pace(most=10, seconds=600)
"""Wrong codes from one network; then it waits."""


class Code(FlaskForm):
    """The code on the paper."""

    code = StringField(lazy_gettext("check-balance-code"))


@public.route("/check-balance", methods=["GET", "POST"])
def check_balance() -> Response:
    """Ask for a code, and say what the paper with this code says."""
    form, network = Code(), request.remote_addr or ""
    if not form.is_submitted():
        return answer("public/check_balance.html", form=form, made=None)
    now = services().clock.now()
    wait = TRIES.wait(network, now)
    if wait:
        form.code.errors = [gettext("error-check-wait")]
        return answer("public/check_balance.html", status=429, form=form, made=None)
    with services().database.reading() as session:
        made = confirming.check(session, services().tokens, form.code.data or "")
    if made is None:
        TRIES.count(network, now)
        form.code.errors = [gettext("error-check-code")]
    return answer("public/check_balance.html", status=200 if made else 422, form=form, made=made)
