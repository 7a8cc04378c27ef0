"""A word before somebody is signed out for doing nothing; to ask for it is no use of the portal."""

from flask import g
from werkzeug.wrappers import Response

from portal.people import signins
from portal.web.fragments import answer
from portal.web.public import public
from portal.web.services import services

WARN = 120
"""Seconds before the end at which the word comes."""


@public.get("/session")
def session_left() -> Response:
    """Say how long it still lasts: nothing yet, a word, or that it is over."""
    if g.actor is None:
        return answer("_left.html", left=0, ask_again=0)
    left = max(0, int((g.ends_at - services().clock.now()).total_seconds()))
    return answer("_left.html", left=left, ask_again=left - WARN if left > WARN + 5 else left + 3)


@public.get("/session/stay")
def session_stay() -> Response:
    """Count as use: the time begins anew."""
    if g.actor is None:
        return answer("_left.html", left=0, ask_again=0)
    left = int(signins.IDLE.total_seconds())
    return answer("_left.html", left=left, ask_again=left - WARN, stayed=True)
