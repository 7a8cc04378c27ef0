"""Deciding a case: one act follows the rules' advice, anything else has a written reason."""

from werkzeug.wrappers import Response

from portal.cases.deciding import rule_on
from portal.cases.ruling import Ruling
from portal.people.actors import Permission
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import offer, staff
from portal.web.staff.advice import advice_of
from portal.web.staff.case_page import Typed, change, decide_form, page, read


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


def _decide(ref: str, ruling: Ruling, typed: Typed) -> Response:
    parts = services()
    return change(
        ref,
        lambda session, case, seen: rule_on(
            session,
            parts.town,
            actor(),
            case,
            ruling,
            seen=seen,
            now=parts.clock.now(),
            on=parts.clock.today(),
        ),
        typed,
        anchor="#decision",
    )
