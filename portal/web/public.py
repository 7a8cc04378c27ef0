"""Pages for everyone: the start, signing in and out, the language."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, g, redirect, request, url_for
from flask import session as flask_session
from flask_babel import gettext
from flask_wtf import FlaskForm
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response

from portal.db import only_reads
from portal.people.actors import Actor, Permission
from portal.web import languages as reading
from portal.web import session
from portal.web.fragments import answer
from portal.web.services import services

public = Blueprint("public", __name__)
_YEAR = 365 * 24 * 3600
_MORE = "more"
"""In place of a language: show all there are."""


@public.get("/")
def start() -> Response:
    """Say what this is; someone signed in goes on to their own pages."""
    if g.actor is not None:
        return redirect(home(g.actor))
    return answer("public/start.html")


@public.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    """Sign in: with the provider for one's kind, or in the demo by choosing a fictional person."""
    parts, form = services(), FlaskForm()
    if parts.providers:
        return choose_kind()
    error = None
    if form.is_submitted():
        identity = parts.identity.identify(request.form.get("person", ""))
        if identity is not None:
            wanted = flask_session.get(session.NEXT)
            session.sign_in(identity)
            return redirect(safe(wanted) or url_for("public.start"), code=303)
        error = gettext("error-choose-person")
    return answer(
        "public/sign_in.html",
        status=422 if error else 200,
        form=form,
        error=error,
        people=parts.chooser,
        ran_out=session.ran_out(),
    )


def choose_kind() -> Response:
    """Offer the providers there are; what is sent here, as in the demo, counts for nothing."""
    return answer(
        "public/sign_in_with.html",
        kinds=list(services().providers),
        country=services().town.country.lower(),
        ran_out=session.ran_out(),
    )


@public.post("/sign-out")
def sign_out() -> Response:
    """End the session, and lead on to where the provider's is ended.

    Where the database takes no changes this browser alone is signed out, and the page says so.
    """
    try:
        way_out = session.sign_out()
    except DBAPIError as error:
        if not only_reads(error):
            raise
        g.actor = None
        return answer("public/signed_out.html", status=503, way_out="", is_noted=False)
    if way_out:
        return answer("public/signed_out.html", way_out=way_out)
    return redirect(url_for("public.signed_out"), code=303)


@public.get("/language")
def languages() -> Response:
    """Offer every language by its own name; `next` is the page one comes from."""
    return answer("public/languages.html", next=safe(request.args.get("next")) or "/")


@public.post("/language")
def language() -> Response:
    """Keep the chosen language and go back to the page it was chosen on, or show more of them."""
    town, chosen = services().town, request.form.get("lang", "")
    back = safe(request.form.get("next"))
    if chosen == _MORE:
        return redirect(url_for("public.languages", next=back), code=303)
    response = redirect(back or url_for("public.start"), code=303)
    if chosen in (*town.languages, *town.more_languages):
        response.set_cookie(
            reading.cookie(),
            chosen,
            max_age=_YEAR,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return response


STARTS = {
    Permission.CASE_READ: "staff.queue",
    Permission.CLAIM_READ_UNIT: "staff.unit",
    Permission.FIGURES_READ: "staff.figures",
    Permission.STAFF_MANAGE: "staff.colleagues",
    Permission.AUDIT_READ: "staff.trail",
    Permission.OWN_CLAIMS: "citizen.overview",
    Permission.OWN_CASES: "citizen.cases",
}
"""Where someone starts, by the first of these rights they have."""


def home(actor: Actor) -> str:
    """Return where someone starts."""
    if not actor.is_staff and actor.only is not None and len(actor.only.cases) == 1:
        return url_for("citizen.case", ref=next(iter(actor.only.cases)))
    starts = (page for right, page in STARTS.items() if actor.may(right))
    return url_for(next(starts, "citizen.acting"))


def safe(target: str | None) -> str | None:
    """Return the address if it is a path of this site; nobody is sent elsewhere."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    parts = urlsplit(target)
    clean = not parts.scheme and not parts.netloc and target.isprintable() and "\\" not in target
    return target if clean else None
