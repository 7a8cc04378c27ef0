"""Who is signed in."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response

from portal.db import only_reads
from portal.errors import NotFound
from portal.people import audit, signins
from portal.people.actors import Actor, Permission
from portal.people.signing import sessions
from portal.people.signing.models import SignInProof
from portal.ports import Identity
from portal.tokens import digest_of
from portal.web.services import Services, services
from portal.web.signers import KeptSerializer

P = ParamSpec("P")
R = TypeVar("R")

COOKIE_KEY = "sid"
KEPT = "kept"
"""That what was typed as a sign-in ran out is kept: said where one signs in again."""
TIMED_OUT, NOT_DONE = "timed-out", "not-done"
"""That a sign-in ran out, and that something was sent after it: said where one signs in again."""
NEXT = "next"
"""Where someone wanted to be before they were asked to sign in; not in the address, so that the
page repeats nothing of the request."""


class Cookies(SecureCookieSessionInterface):
    """Signs the cookie with a digest of today; the framework's own is older."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs and reads the cookie; made once, since every page needs it."""
        kept: URLSafeTimedSerializer | None = app.extensions.get("cookies")
        if kept is None and app.secret_key:
            keys = [*(app.config["SECRET_KEY_FALLBACKS"] or ()), app.secret_key]
            how = {"key_derivation": self.key_derivation}
            kept = KeptSerializer(keys, self.salt, self.serializer, signer_kwargs=how)
            app.extensions["cookies"] = kept
        return kept


def init_app(app: Flask) -> None:
    """Find the actor before each request."""
    app.before_request(_load_actor)


def _load_actor() -> None:
    g.actor = None
    if request.endpoint in ("static", "theme"):  # the same for all: no cookie is looked at
        return
    secret = session.get(COOKIE_KEY)
    if secret is None:
        return
    parts = services()
    now = parts.clock.now()
    with parts.database.reading() as reading:
        found = signins.actor_of(reading, secret, now, parts.clock.today())
    if found is None:
        session.pop(COOKIE_KEY)
        session[TIMED_OUT] = True
        g.lapsed = secret
        return
    g.actor, g.ends_at = found.actor, found.ends_at
    if found.is_due and request.endpoint not in ("public.session_left", "staff.here"):
        _note_seen(parts, secret, now)


def _note_seen(parts: Services, secret: str, now: datetime) -> None:
    """Let the sign-in last; a database that takes no changes is read all the same."""
    try:
        with parts.database.unit_of_work() as work:
            signins.seen(work, secret, now)
    except DBAPIError as error:
        if not only_reads(error):
            raise


def actor() -> Actor:
    """Return who is signed in; views behind `needs` always have one."""
    found: Actor = g.actor
    return found


def needs(
    permission: Permission, sending: Permission | None = None
) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Guard a view: signed in, and with this right. Otherwise to the sign-in, or "not found".

    `sending` is another right that is needed to send its form.
    """

    def guard(view: Callable[P, R]) -> Callable[P, R | Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            if g.actor is None:
                _remember()
                return redirect(url_for("public.sign_in"))
            wanted = sending if sending is not None and request.method == "POST" else permission
            if not g.actor.may(wanted):
                raise NotFound
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return guard


def _remember() -> None:
    """Keep where to go after signing in, and that a form came too late to be carried out."""
    if request.method == "GET" or (request.url_rule and "GET" in (request.url_rule.methods or ())):
        session[NEXT] = request.path
    if request.method != "GET" and session.get(TIMED_OUT):
        session[NOT_DONE] = True


def ran_out() -> str:
    """Return what became of a sign-in that ran out: KEPT, NOT_DONE or TIMED_OUT; else nothing.

    It is told once.
    """
    told = [mark for mark in (KEPT, NOT_DONE, TIMED_OUT) if session.get(mark)]
    for mark in (NOT_DONE, TIMED_OUT):
        session.pop(mark, None)
    return told[0] if told else ""


def sign_in(identity: Identity, proof: Callable[[str], SignInProof] | None = None) -> None:
    """Begin a fresh session for this identity; nothing of an earlier one stays.

    `proof` makes what is kept of a provider's word, from the digest of the session.
    """
    parts = services()
    now = parts.clock.now()
    with parts.database.unit_of_work() as work:
        secret = signins.begin(work, identity, now, sessions.device(request.user_agent.string))
        if proof is not None:
            work.flush()
            work.add(proof(digest_of(secret)))
        who = "staff" if identity.kind == "staff" else "resident"
        audit.record(work, now, f"{who}:{identity.subject}", "sign-in", "session")
    session.clear()
    session[COOKIE_KEY] = secret


def switch(acting_ref: str | None) -> None:
    """Act for someone under this leave, or for oneself again, in a fresh session.

    Raises NotFound where this person has no such leave now.
    """
    parts, secret = services(), session.get(COOKIE_KEY, "")
    now, today = parts.clock.now(), parts.clock.today()
    with parts.database.unit_of_work() as work:
        fresh = signins.switch(work, secret, acting_ref, now, today)
        found = signins.actor_of(work, fresh, now, today)
        if found is not None:
            act = "acting:begin" if acting_ref else "acting:stop"
            audit.record(work, now, found.actor.signature, act, f"acting:{acting_ref or 'self'}")
    session.clear()
    session[COOKIE_KEY] = fresh


def enter(secret: str) -> None:
    """Go on as whoever this secret stands for; nothing of an earlier session stays."""
    sign_out()
    session[COOKIE_KEY] = secret


def sign_out() -> str:
    """End the session, here and in the database; return where it is ended at the provider too."""
    secret, parts = session.get(COOKIE_KEY), services()
    session.clear()
    if secret is None:
        return ""
    with parts.database.unit_of_work() as work:
        signins.end(work, secret, parts.clock.now())
        proof = sessions.proof_of(work, secret) if parts.providers else None
        kind = proof.kind if proof is not None else ""
    back = parts.settings.site + url_for("public.signed_out")
    return parts.providers[kind].way_out(back) if kind in parts.providers else ""
