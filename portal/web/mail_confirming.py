"""The link in a mail that confirms its address: looked at first, confirmed by pressing a button.

Programs that open links before people do confirm nothing.
"""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from portal.people import addresses
from portal.web.fragments import answer
from portal.web.public import public
from portal.web.services import services


@public.get("/messages/confirm/<token>")
def mail_link(token: str) -> Response:
    """Ask whether the address is theirs; it is not named here."""
    parts = services()
    with parts.database.reading() as session:
        found = addresses.waiting(session, parts.tokens, token, parts.clock.now())
    return _page("over" if found is None else "done" if found.confirmed_at else "ask", token)


@public.post("/messages/confirm/<token>")
def mail_confirm(token: str) -> Response:
    """Confirm the address, and show how it stands."""
    parts = services()
    with parts.database.unit_of_work() as session:
        addresses.confirm(session, parts.tokens, token, parts.clock.now())
    return redirect(url_for("public.mail_link", token=token), code=303)


def _page(state: str, token: str) -> Response:
    status = 404 if state == "over" else 200
    return answer("public/mail_confirm.html", status=status, state=state, token=token)
