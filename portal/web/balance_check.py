"""Checking the code of a confirmed balance: for anyone who holds the paper, without signing in.

The answer says what the paper says and no more; a code nobody was given gets the same page.
"""

from datetime import timedelta

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField

from portal.ledger.firms import confirming
from portal.people import guesses
from portal.people.guesses import Limits
from portal.web.fragments import answer
from portal.web.network import network
from portal.web.public import public
from portal.web.services import services

TRIES = Limits(tries=10, wait=timedelta(minutes=10))
"""Wrong codes from one network; then it waits."""


class Code(FlaskForm):
    """The code on the paper."""

    code = StringField(lazy_gettext("check-balance-code"))


@public.route("/check-balance", methods=["GET", "POST"])
def check_balance() -> Response:
    """Ask for a code, and say what the paper with this code says."""
    form, parts, made = Code(), services(), None
    if not form.is_submitted():
        return answer("public/check_balance.html", form=form, made=None)
    now, status, asking = parts.clock.now(), 200, [parts.tokens.digest("check-network", network())]
    with parts.database.unit_of_work() as session:
        if not guesses.may_try(session, asking, TRIES, now):
            form.code.errors, status = [gettext("error-check-wait")], 429
        elif (made := confirming.check(session, parts.tokens, form.code.data or "")) is None:
            guesses.guessed_wrong(session, asking, TRIES, now)
            form.code.errors, status = [gettext("error-check-code")], 422
    return answer("public/check_balance.html", status=status, form=form, made=made)
