"""What is typed is not lost when the sign-in runs out meanwhile: it stands there after the next."""

from datetime import datetime, timedelta

from flask import g, redirect, request, session, url_for
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portal.people import typed
from portal.web.citizen import citizen
from portal.web.services import services
from portal.web.session import KEPT, NEXT, actor

PAGES = {"citizen.question": "citizen.question", "citizen.message": "citizen.case"}
"""Forms whose words are kept, and the page each stands on."""
_CARRIED = ("csrf_token", "version", "act")


@citizen.before_request
def keep_typed() -> Response | None:
    """Keep a form that came after the sign-in ran out, and ask to sign in again."""
    page, secret = PAGES.get(request.endpoint or ""), g.get("lapsed")
    if request.method != "POST" or g.actor is not None or page is None or secret is None:
        return None
    parts, path = services(), url_for(page, **(request.view_args or {}))
    fields = {name: request.form.getlist(name) for name in request.form if name not in _CARRIED}
    with parts.database.unit_of_work() as work:
        kept = typed.keep(work, secret, path, fields, now=parts.clock.now(), since=_since())
    if not kept:
        return None
    session[NEXT], session[KEPT] = path, True
    return redirect(url_for("public.sign_in"), code=303)


def typed_before() -> MultiDict[str, str] | None:
    """Return what was typed on this page before the sign-in ran out; None for nothing."""
    parts = services()
    if request.method != "GET" or actor().helper is not None:
        return None
    with parts.database.reading() as reading:
        found = typed.typed_on(reading, actor().id, request.path, _since())
    return None if found is None else MultiDict(found)


def refill(form: FlaskForm, fields: MultiDict[str, str]) -> None:
    """Put what was typed back into a form; nothing is checked or saved by that."""
    form.process(formdata=fields)


def _since() -> datetime:
    """Return the moment before which nothing that was typed is kept any more."""
    parts = services()
    days = parts.town.terms.number("keep_typed_days", parts.clock.today())
    return parts.clock.now() - timedelta(days=days)
