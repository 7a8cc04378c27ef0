"""To a provider of sign-ins and back; what goes wrong there is told in the reader's language."""

import secrets
from http import HTTPStatus

from flask import current_app, g, redirect, request, url_for
from flask import session as flask_session
from flask_babel import get_locale
from werkzeug.wrappers import Response

from portal.errors import NotFound
from portal.people import audit, signins
from portal.people.signing import arriving, sessions, trips
from portal.people.signing.trips import Back
from portal.ports.signing_in import Proven, SignInDown, SignInProvider, SignInRefused
from portal.web import session
from portal.web.fragments import answer
from portal.web.public import public, safe
from portal.web.services import services

TRIP = "trip"
"""In the cookie: the secret of the way to the provider and back."""


@public.get("/sign-in/with/<kind>")
def sign_in_with(kind: str) -> Response:
    """Send somebody to the provider for their kind."""
    provider_of(kind)
    return depart(kind)


def depart(kind: str, *, again: str = "") -> Response:
    """Send somebody to a provider; `again`: the secret of the session they prove anew."""
    parts, provider = services(), provider_of(kind)
    with parts.database.unit_of_work() as work:
        begun = trips.begin(work, kind, parts.clock.now(), again=again)
    try:
        address = provider.departure(begun.trip, return_url(), str(get_locale() or ""))
    except SignInDown as error:
        return refused(error)
    flask_session[TRIP] = begun.secret
    return redirect(address)


@public.get("/sign-in/return")
def sign_in_return() -> Response:
    """Take somebody in who comes back from a provider."""
    secret = flask_session.pop(TRIP, "")
    try:
        with services().database.unit_of_work() as work:
            back = trips.end(work, secret, services().clock.now())
        proven = provider_of(back.kind).arrival(
            back.trip, request.args.to_dict(), return_url(), services().clock.now()
        )
        wanted = flask_session.get(session.NEXT)
        _renew(back, proven) if back.again else _enter(back, proven)
    except (SignInRefused, SignInDown) as error:
        return refused(error)
    return redirect(safe(wanted) or url_for("public.start"), code=303)


def _enter(back: Back, proven: Proven) -> None:
    """Begin a session for whoever it is."""
    parts, now = services(), services().clock.now()
    town = arriving.Town(
        parts.town.identity_schemes, parts.settings.identity_key, parts.town.languages[0]
    )
    with parts.database.unit_of_work() as work:
        identity = arriving.identify(work, back.kind, proven, town)
    session.sign_in(identity, lambda digest: arriving.proof(digest, back.kind, proven, _key(), now))


def _renew(back: Back, proven: Proven) -> None:
    """Go on in the same session with a new proof. Raises SignInRefused for anybody else."""
    parts, now = services(), services().clock.now()
    with parts.database.unit_of_work() as work:
        fresh = arriving.renew(work, back, proven, _key(), now)
        found = signins.actor_of(work, fresh, now, parts.clock.today())
        if found is not None:
            audit.record(work, now, found.actor.signature, "sign-in:again", "session")
    flask_session.clear()
    flask_session[session.COOKIE_KEY] = fresh


@public.get("/signed-out")
def signed_out() -> Response:
    """Say that one is signed out, where the provider leads back to."""
    return answer("public/signed_out.html", way_out="")


@public.post("/sign-in/ended/<kind>")
def log_out_told(kind: str) -> Response:
    """Take a provider's word that somebody logged out (Back-Channel Logout 1.0)."""
    parts, provider = services(), provider_of(kind)
    now = parts.clock.now()
    try:
        told = provider.logged_out(request.form.get("logout_token", ""), now)
        with parts.database.unit_of_work() as work:
            sessions.end_told(work, told, kind, provider.issuer, _key(), now)
    except (SignInRefused, SignInDown) as error:
        _note(error)
        return Response(status=HTTPStatus.BAD_REQUEST)
    return Response(status=HTTPStatus.OK)


def refused(error: SignInRefused | SignInDown) -> Response:
    """Say that it did not work and what to do. The log holds no more than the page's reference."""
    status = HTTPStatus.SERVICE_UNAVAILABLE if isinstance(error, SignInDown) else 400
    reference = _note(error)
    return answer(
        "public/sign_in_refused.html",
        status=status,
        message=error.message,
        reference="" if error.message == "error-sign-in-canceled" else reference,
        again=url_for("public.start" if g.actor else "public.sign_in"),
    )


def _note(error: SignInRefused | SignInDown) -> str:
    """Write a reference and one fixed word into the log; return the reference."""
    reference = secrets.token_hex(4)
    current_app.logger.warning("sign-in %s: %s", reference, error.why)
    return reference


def provider_of(kind: str) -> SignInProvider:
    """Return the provider for this kind of user. Raises NotFound."""
    found = services().providers.get(kind)
    if found is None:
        raise NotFound
    return found


def return_url() -> str:
    """Return the address that providers lead back to."""
    return services().settings.site + url_for("public.sign_in_return")


def _key() -> str:
    return services().settings.identity_key
