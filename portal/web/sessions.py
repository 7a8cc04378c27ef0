"""Where someone is signed in, and ending it."""

from flask import g, redirect, request, url_for
from flask import session as flask_session
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from portal.people import audit, signins
from portal.people.signing import sessions
from portal.web import session
from portal.web.fragments import answer
from portal.web.public import public
from portal.web.services import services

ALL = "others"
"""In place of one session: all but this one."""
_ENDED = "ended"
"""That one was just signed out elsewhere: said once."""


@public.get("/sessions", endpoint="sessions")
def sessions_page() -> Response:
    """Show where one is signed in now."""
    if g.actor is None:
        flask_session[session.NEXT] = request.path
        return redirect(url_for("public.sign_in"))
    parts = services()
    with parts.database.reading() as reading:
        found = sessions.open_of(reading, _secret(), parts.clock.now(), signins.IDLE)
    is_ended = flask_session.pop(_ENDED, False)
    return answer("public/sessions.html", form=FlaskForm(), found=found, all=ALL, is_ended=is_ended)


@public.post("/sessions/end")
def session_end() -> Response:
    """End one session, or all but this."""
    if g.actor is None:
        return redirect(url_for("public.sign_in"))
    parts, chosen = services(), request.form.get("session", "")
    now = parts.clock.now()
    with parts.database.unit_of_work() as work:
        if chosen == ALL:
            sessions.end_others(work, _secret(), now)
        else:
            sessions.end_one(work, _secret(), chosen, now)
        audit.record(work, now, g.actor.signature, "sign-in:end", "session")
    flask_session[_ENDED] = True
    return redirect(url_for("public.sessions"), code=303)


def _secret() -> str:
    secret: str = flask_session.get(session.COOKIE_KEY, "")
    return secret
