"""Sensitive acts: before one of them somebody proves anew who they are."""

from datetime import timedelta
from typing import NamedTuple

from flask import Flask, current_app, g, redirect, request, url_for
from flask import session as flask_session
from werkzeug.wrappers import Response

from portal.people import signins
from portal.people.signing import sessions
from portal.web import session, signing_in
from portal.web.fragments import answer
from portal.web.public import public
from portal.web.services import services

FRESH = timedelta(minutes=10)
"""How old a proof may be as a page of a sensitive act is opened. Its form is taken as long as one
may sit idle after that, so that nobody loses what they typed."""


class Sensitive(NamedTuple):
    """An act that needs a fresh proof."""

    kind: str
    """The name by which a setting knows it."""
    page: str
    """Where its form stands, to come back to."""


SENSITIVE = {
    "citizen.debit_new": Sensitive("account", "citizen.debit_new"),
    "citizen.helper_new": Sensitive("lending", "citizen.helper_new"),
    "citizen.acting_new": Sensitive("mandate", "citizen.acting_new"),
    "staff.adopt": Sensitive("adopting", "staff.adopt"),
    "staff.adopt_propose": Sensitive("adopting", "staff.adopt"),
    "staff.adopted_sign": Sensitive("adopting", "staff.adopted"),
    "staff.adopted_withdraw": Sensitive("adopting", "staff.adopted"),
    "staff.confirm": Sensitive("adopting", "staff.rule"),
    "staff.prepared_act": Sensitive("signing", "staff.prepared"),
}
"""By endpoint."""
ONE_ACT = {"staff.prepared_act": "signed"}
"""Where several acts share an endpoint, the one that is sensitive."""


def init_app(app: Flask) -> None:
    """Look before each request whether the proof is fresh and strong enough for it."""
    app.before_request(_prove)


def _prove() -> Response | None:
    endpoint, values = request.endpoint or "", dict(request.view_args or {})
    act, told = SENSITIVE.get(endpoint), services().settings.sign_in
    if act is None or told is None or act.kind not in told.sensitive or not _may(endpoint):
        return None
    if endpoint in ONE_ACT and values.pop("act") != ONE_ACT[endpoint]:
        return None
    if _is_fresh():
        return None
    flask_session[session.NEXT] = url_for(act.page, **values)
    return redirect(url_for("public.sign_in_again"), code=303)


def _may(endpoint: str) -> bool:
    """Whether they have the right to it at all; who has not learns nothing here."""
    permission = getattr(current_app.view_functions[endpoint], "permission", None)
    return g.actor is not None and permission is not None and g.actor.may(permission)


def _is_fresh() -> bool:
    """Whether the session's proof is strong, and of now."""
    parts, secret = services(), flask_session.get(session.COOKIE_KEY, "")
    with parts.database.reading() as reading:
        proof = sessions.proof_of(reading, secret)
    if proof is None:
        return False
    provider = parts.providers[proof.kind]
    longest = FRESH if request.method == "GET" else FRESH + signins.IDLE
    is_strong = not provider.strong_levels or proof.level in provider.strong_levels
    return is_strong and parts.clock.now() - proof.proven_at <= longest


@public.get("/sign-in/again")
def sign_in_again() -> Response:
    """Say why one signs in once more, and lead there."""
    if g.actor is None:
        return redirect(url_for("public.sign_in"))
    return answer("public/sign_in_again.html", may=_kind() is not None)


@public.get("/sign-in/again/go")
def sign_in_again_go() -> Response:
    """Send somebody to their own provider to prove anew who they are."""
    kind = _kind()
    if g.actor is None or kind is None:
        return redirect(url_for("public.sign_in"))
    return signing_in.depart(kind, again=flask_session.get(session.COOKIE_KEY, ""))


def _kind() -> str | None:
    """Return with which provider this session began; None for who came with a code."""
    with services().database.reading() as reading:
        proof = sessions.proof_of(reading, flask_session.get(session.COOKIE_KEY, ""))
    return proof.kind if proof is not None and proof.kind in services().providers else None
