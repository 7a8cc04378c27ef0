"""Deciding a case: one act follows the rules' advice, anything else has a written reason.

Either can be read as the letter first; where two people have to sign it waits for the second.
"""

from flask import request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases.queue import case_for_staff
from portal.cases.ruling import Ruling
from portal.cases.rulings import preparing
from portal.cases.rulings.models import Prepared
from portal.cases.rulings.preparing import Desk
from portal.people.actors import Permission
from portal.web.carrying_out import carry_out, seen_version
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import offer, staff
from portal.web.staff.advice import advice_of
from portal.web.staff.case_page import Typed, decide_form, page, read


@staff.post("/cases/<ref>/advice")
@needs(Permission.CASE_DECIDE)
def follow(ref: str) -> Response:
    """Decide as the rules advise."""
    opened = read(ref)
    advice = advice_of(opened)
    if not opened.is_open or not advice.can_be_followed or not opened.debt:
        return page(opened, problem="staff-error-no-advice", status=409)
    today = services().clock.today()
    return _decide(ref, offer.follow(offer.offer_of(opened, today), advice), Typed())


@staff.post("/cases/<ref>/decisions")
@needs(Permission.CASE_DECIDE)
def decide(ref: str) -> Response:
    """Decide otherwise than advised, or decide anew, with a reason."""
    opened = read(ref)
    form = decide_form(opened)
    typed = Typed(decide=form)
    if opened.case.state == "withdrawn":
        return page(opened, typed, problem="staff-error-withdrawn", status=409)
    if not form.validate():
        return page(opened, typed, status=422)
    return _decide(ref, form.ruling(), typed)


def desk() -> Desk:
    """Return who acts here and now."""
    parts = services()
    return Desk(actor(), parts.town, parts.clock.now(), parts.clock.today())


def _decide(ref: str, ruling: Ruling, typed: Typed) -> Response:
    """Carry it out; or only make it ready, to be read or signed, and show that."""
    is_look = bool(request.form.get("look"))

    def prepare(session: Session) -> Prepared:
        case, by = case_for_staff(session, actor(), ref), desk()
        made = preparing.prepare(session, by, case, ruling, seen=seen_version())
        if not is_look:
            preparing.settle(session, by, made, seen=made.version)
        return made

    def onwards(made: Prepared) -> str:
        if made.state == "decided":
            return url_for("staff.case", ref=ref) + "#decision"
        return url_for("staff.prepared", ref=ref, made=made.ref)

    return carry_out(
        prepare, lambda status, problem: page(read(ref), typed, problem, status), onwards
    )
