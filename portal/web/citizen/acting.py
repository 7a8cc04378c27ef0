"""Whom one acts for: the list of those one may act for, going over to one, and stopping."""

from flask import redirect, render_template, request, url_for
from sqlmodel import Session, select
from werkzeug.wrappers import Response

from portal.people.acting import asking, reading
from portal.people.acting.reading import Leave
from portal.people.actors import Permission
from portal.people.models import Person
from portal.web import session as web_session
from portal.web.citizen import citizen
from portal.web.services import services
from portal.web.session import actor, needs


@citizen.get("/acting")
@needs(Permission.OWN_SWITCH)
def acting() -> str:
    """List whom this person may act for."""
    with services().database.reading() as session:
        found = leaves(session)
        asks = [] if actor().helper is not None else asking.asked_by(session, actor().id)
    return render_template("citizen/acting.html", leaves=found, asks=asks)


@citizen.post("/acting")
@needs(Permission.OWN_SWITCH)
def acting_begin() -> Response:
    """Act for someone from now on; the session gets a new secret."""
    web_session.switch(request.form.get("acting") or "none")
    return redirect(url_for("public.start"), code=303)


@citizen.post("/acting/stop")
@needs(Permission.OWN_SWITCH)
def acting_stop() -> Response:
    """Act for oneself again; who came with a code goes out."""
    helper = actor().helper
    if helper is not None and helper.how == "loan":
        web_session.sign_out()
        return redirect(url_for("public.signed_out"), code=303)
    web_session.switch(None)
    return redirect(url_for("citizen.acting"), code=303)


def leaves(session: Session) -> list[Leave]:
    """Return whom the one who sits there may act for today."""
    helper = actor().helper
    ref = helper.ref if helper is not None else actor().ref
    own = session.exec(select(Person.id).where(Person.ref == ref)).one_or_none()
    if own is None:
        return []
    return reading.may_act_for(session, own, services().clock.today())
