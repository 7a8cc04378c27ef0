"""Holds on a person's page: what lets nothing get worse, until when; placing one, ending one."""

from datetime import date, timedelta
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import HiddenField, SelectField
from wtforms.validators import StopValidation

from portal.cases import holding
from portal.cases.holding import Wanted
from portal.ledger.claims import ClaimView
from portal.ledger.records import Hold
from portal.municipality import Municipality
from portal.people import directory
from portal.people.actors import Permission
from portal.people.models import Person
from portal.people.refs import new_ref
from portal.web.carrying_out import filled_in
from portal.web.context import day
from portal.web.fields import Offered, choices_of, clean, one_of
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.forms import DayField, own_words

MAY = Permission.HOLD_PLACE
LONGEST_REASON, LONGEST_KEY = 500, 40
MOST = 40
"""Holds shown at once."""


class Place(FlaskForm):
    """Why nothing may get worse, for what, and until when."""

    once = HiddenField()
    kind = one_of(lazy_gettext("hold-kind"))
    about = SelectField(lazy_gettext("hold-for"), validators=[Offered()], validate_choice=False)
    until = DayField(lazy_gettext("hold-until"), validators=[])
    reason = own_words(lazy_gettext("hold-reason"), most=LONGEST_REASON)

    def __init__(self, claims: list[ClaimView], **kwargs: Any) -> None:  # noqa: ANN401
        """`claims`: those it can be about; one choice stands for all of them."""
        super().__init__(**kwargs)
        self.kind.choices = choices_of("hold", holding.KINDS)
        named = [(view.ref, f"{view.number} · {view.description}") for view in claims]
        self.about.choices = [("all", gettext("hold-for-all")), *named]

    def validate_until(self, field: DayField) -> None:
        """Social considerations have a last day."""
        if field.data is None and self.kind.data in holding.ENDING:
            raise StopValidation(gettext("error-hold-end"))

    def wanted(self) -> Wanted:
        """Return the hold that was typed."""
        return Wanted(
            key=clean(self.once.data)[:LONGEST_KEY] or new_ref(),
            kind=self.kind.data,
            reason=clean(self.reason.data),
            claim_ref="" if self.about.data == "all" else self.about.data,
            until_on=self.until.data,
        )


def section(
    session: Session, _town: Municipality, person: Person, on: date
) -> dict[str, list[dict[str, str]]]:
    """What a person's page says about holds."""
    return {"holds": [_shown(person, hold) for hold in holding.of_person(session, person, on)]}


def _shown(person: Person, hold: Hold) -> dict[str, str]:
    until = gettext("hold-open-until", day=day(hold.until_on)) if hold.until_on else ""
    request, ends = holding.request_of(hold), hold.kind in holding.KINDS
    end_url = url_for("staff.end_hold", ref=person.ref, hold_id=hold.id)
    return {
        "kind": gettext(f"hold-{hold.kind}"),
        "reason": hold.reason if ends and not request else "",
        "since": gettext("hold-since", day=day(hold.from_on)),
        "until": until or gettext("hold-open-end"),
        "url": end_url if ends and not request else "",
        "request_url": url_for("staff.matter", ref=request) if request else "",
    }


@staff.get("/holds")
@needs(MAY)
def holds_ending() -> Response:
    """Show what stands still and goes on soon, so that somebody looks before it does."""
    parts, today = services(), services().clock.today()
    before = today + timedelta(days=parts.town.terms.number("hold_soon_days", today))
    with parts.database.reading() as session:
        found = holding.ending(session, actor(), today, before, MOST)
    rows = [
        _shown(one.person, one.hold)
        | {
            "name": one.person.name,
            "person_url": url_for("staff.person", ref=one.person.ref),
            "claim": one.claim.number if one.claim else "",
        }
        for one in found
    ]
    return answer("staff/holds.html", rows=rows, before=before, most=MOST)


@staff.route("/people/<ref>/hold", methods=["GET", "POST"])
@needs(MAY)
def place_hold(ref: str) -> Response:
    """Place a hold, or show the form for it."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        person = directory.by_ref(session, actor(), ref)
        claims = list(holding.claims_to_hold(session, person, today))
    form = Place(claims, data={"once": new_ref(), "about": "all"})

    def page(status: int, problem: str) -> Response:
        return answer("staff/hold.html", status=status, person=person, form=form, problem=problem)

    def place(session: Session) -> None:
        holding.place(session, actor(), ref, form.wanted(), on=today, now=parts.clock.now())

    return filled_in(form, page, place, url_for("staff.person", ref=ref, _anchor="holds"))


@staff.route("/people/<ref>/holds/<int(max=2147483647):hold_id>/end", methods=["GET", "POST"])
@needs(MAY)
def end_hold(ref: str, hold_id: int) -> Response:
    """End a hold today, or ask whether to."""
    parts, today = services(), services().clock.today()
    with parts.database.unit_of_work() as session:
        person = directory.by_ref(session, actor(), ref)
        found = holding.one_of(session, person, hold_id, today)
        if request.method == "POST":
            holding.lift(session, actor(), found, on=today, now=parts.clock.now())
            return redirect(url_for("staff.person", ref=ref, _anchor="holds"), code=303)
    return answer("staff/hold_end.html", person=person, hold=_shown(person, found))
