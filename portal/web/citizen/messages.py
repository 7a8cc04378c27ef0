"""How this person wants to be told that there is news, and what they agreed to."""

from functools import partial
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases.letterbox import digital
from portal.people import addresses, mobiles, ways
from portal.people.actors import Permission
from portal.people.models import Person
from portal.people.outbox import MAIL, SMS
from portal.web.carrying_out import carry_out
from portal.web.citizen import citizen
from portal.web.citizen.message_forms import HowToTell, TypedCode
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs


@citizen.get("/messages")
@needs(Permission.OWN_MANAGE)
def messages() -> Response:
    """Show how this person wants to be told."""
    return _page(_as_it_is())


def _as_it_is() -> HowToTell:
    """The form as it was kept last."""
    with services().database.reading() as session:
        person = session.get_one(Person, actor().id)
        held, number = (one.of_person(session, actor().id) for one in (addresses, mobiles))
        box = digital.box_of(session, actor().id)
    email, mobile = held.email if held else person.email, number.number if number else ""
    by = "digital" if box is not None else person.messages_by
    return HowToTell(formdata=None, data={"by": by, "email": email, "mobile": mobile})


@citizen.post("/messages")
@needs(Permission.OWN_MANAGE)
def messages_by() -> Response:
    """Keep how this person wants to be told; a new address or number is confirmed first."""
    form = HowToTell()
    if not form.validate_on_submit():
        return _page(form, status=422)

    def page(status: int, problem: str) -> Response:
        if problem != mobiles.ENOUGH:
            return _page(form, status=status, problem=problem)
        # About this number alone: told beside it, and another way can be chosen in the same form.
        form.mobile.errors = [gettext(problem)]
        return _page(form, status=422)

    return carry_out(partial(_choose, form=form), page, url_for("citizen.messages"))


def _choose(session: Session, form: HowToTell) -> None:
    parts, way = services(), form.by.data
    now, terms, today = parts.clock.now(), parts.town.terms, parts.clock.today()
    digital.choose(session, actor(), wanted=way == "digital", now=now)
    if way == MAIL:
        hours, email = terms.number(addresses.CONFIRM_HOURS, today), form.email.data or ""
        addresses.choose_mail(session, actor(), parts.tokens, email, hours=hours, on=today, now=now)
    elif way == SMS:
        minutes = terms.number(mobiles.CODE_MINUTES, today)
        mobiles.choose(session, actor(), form.number, minutes=minutes, on=today, now=now)
    else:
        ways.choose_post(session, actor(), now)


@citizen.post("/messages/code")
@needs(Permission.OWN_MANAGE)
def messages_code() -> Response:
    """Confirm a number with the code that was sent there."""
    typed, parts = TypedCode(), services()

    def page(_status: int, problem: str) -> Response:
        # Beside the code, the one thing typed: whatever is wrong, it is typed or asked for anew.
        typed.code.errors = [gettext(problem)]
        return _page(_as_it_is(), typed, status=422)

    def confirm(session: Session) -> bool:
        return mobiles.confirm(session, actor(), typed.code.data or "", parts.clock.now())

    def onwards(is_right: bool) -> str | Response:
        return url_for("citizen.messages") if is_right else page(422, "error-sms-code")

    return carry_out(confirm, page, onwards)


@citizen.post("/messages/stop")
@needs(Permission.OWN_MANAGE)
def messages_stop() -> Response:
    """End the consent to one way."""
    way = request.form.get("way")
    if way in (MAIL, SMS):
        with services().database.unit_of_work() as session:
            ways.stop(session, actor(), way, services().clock.now())
    return redirect(url_for("citizen.messages"), code=303)


def _page(
    form: HowToTell, typed: TypedCode | None = None, status: int = 200, problem: str = ""
) -> Response:
    parts = services()
    with parts.database.reading() as session:
        shown = _shown(session)
    return answer(
        "citizen/messages.html",
        status=status,
        form=form,
        problem=problem,
        typed=typed or TypedCode(formdata=None),
        hours=parts.town.terms.number(addresses.CONFIRM_HOURS, parts.clock.today()),
        **shown,
    )


def _shown(session: Session) -> dict[str, Any]:
    """What was agreed to, and in the demo the link and code that would have been sent."""
    parts, person_id = services(), actor().id
    held, number = addresses.last_of(session, person_id), mobiles.last_of(session, person_id)
    is_awaited = (
        number is not None
        and number.ended_at is number.confirmed_at is None
        and number.code_until > parts.clock.now()
    )
    is_shown = parts.settings.demo
    return {
        "held": held,
        "path": addresses.path_of(session, held) if is_shown and held else "",
        "number": number,
        "is_awaited": is_awaited,
        "code": mobiles.code_of(session, number) if is_shown and is_awaited and number else "",
        "mail": addresses.confirmed(session, person_id),
        "sms": mobiles.confirmed(session, person_id),
    }
