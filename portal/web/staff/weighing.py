"""Weighing what collecting does in someone's life, beside their own words and what they sent."""

from http import HTTPStatus
from typing import Any

from flask import request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import SelectField, TextAreaField

from portal.cases.models import LEAST_REASON
from portal.cases.queue import case_for_staff
from portal.cases.rulings import hearing, weighing
from portal.cases.rulings.models import AREAS, LEAST_AREAS, WEIGHTS
from portal.cases.rulings.weighing import Found
from portal.people.actors import Permission
from portal.web.carrying_out import carry_out, seen_version
from portal.web.fields import clean
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import course, facts, staff
from portal.web.staff.case_page import DECIDE, read
from portal.web.staff.forms import LONGEST_REASON, Text
from portal.web.staff.opened import Opened


def _said() -> TextAreaField:
    return TextAreaField()


def _weight() -> SelectField:
    return SelectField(validate_choice=False)


class Weigh(FlaskForm):
    """What was found in each area of life that was considered, and what it comes to together."""

    weight_income, finding_income = _weight(), _said()
    weight_work, finding_work = _weight(), _said()
    weight_health, finding_health = _weight(), _said()
    weight_housing, finding_housing = _weight(), _said()
    weight_wellbeing, finding_wellbeing = _weight(), _said()
    conclusion = TextAreaField(
        lazy_gettext("weigh-conclusion"),
        validators=[Text("error-words-needed", LEAST_REASON, LONGEST_REASON)],
    )

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the weights in each area; empty: it was not considered."""
        super().__init__(**kwargs)
        choices = [
            ("", gettext("weigh-not")),
            *((w, gettext(f"weigh-weight-{w}")) for w in WEIGHTS),
        ]
        for area in AREAS:
            self[f"weight_{area}"].choices = choices
            named = gettext(f"staff-area-{area}")
            self[f"weight_{area}"].label.text = named
            self[f"finding_{area}"].label.text = gettext("weigh-finding-in", area=named)

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401
        """An area that was considered says what was found; at least two were."""
        super().validate(extra_validators)
        for area in AREAS:
            self._check(area)
        if len(self.found()) < LEAST_AREAS and not self.errors:
            first = next(area for area in AREAS if area not in self.found())
            self[f"weight_{first}"].errors = [gettext("error-two-areas")]
        return not self.errors

    def _check(self, area: str) -> None:
        weight, said = self[f"weight_{area}"], self[f"finding_{area}"]
        if weight.data and len(clean(said.data)) < LEAST_REASON:
            said.errors = [gettext("error-finding-needed")]
        if len(said.data or "") > LONGEST_REASON:
            said.errors = [gettext("error-too-long")]
        if clean(said.data) and weight.data not in WEIGHTS:
            weight.errors = [gettext("error-choose")]

    def found(self) -> dict[str, Found]:
        """Return what was considered."""
        return {
            area: Found(self[f"weight_{area}"].data, clean(self[f"finding_{area}"].data))
            for area in AREAS
            if self[f"weight_{area}"].data in WEIGHTS
        }


class Hear(FlaskForm):
    """What is meant to be decided, and on what."""

    words = TextAreaField(
        lazy_gettext("hear-words"),
        validators=[Text("error-words-needed", LEAST_REASON, LONGEST_REASON)],
    )


@staff.get("/cases/<ref>/weighing")
@needs(Permission.CASE_DECIDE)
def weigh(ref: str) -> Response:
    """Show the areas of life beside what the resident said and sent."""
    return _weigh_page(read(ref), Weigh(formdata=None))


@staff.post("/cases/<ref>/weighing")
@needs(Permission.CASE_DECIDE)
def keep_weighing(ref: str) -> Response:
    """Keep a weighing."""
    opened, form = read(ref), Weigh()
    if not form.validate():
        return _weigh_page(opened, form, status=422)
    found, said = form.found(), clean(form.conclusion.data)

    def act(session: Session) -> None:
        case = case_for_staff(session, actor(), ref)
        now, seen = services().clock.now(), seen_version()
        weighing.weigh(session, actor(), case, found, said, seen=seen, now=now)

    return carry_out(
        act,
        lambda status, problem: _weigh_page(read(ref), form, status, problem),
        url_for("staff.case", ref=ref) + DECIDE,
    )


@staff.get("/cases/<ref>/hearing")
@needs(Permission.CASE_DECIDE)
def hear(ref: str) -> Response:
    """Show what the resident can be asked before less is given than they asked."""
    return _hear_page(read(ref), Hear(formdata=None))


@staff.post("/cases/<ref>/hearing")
@needs(Permission.CASE_DECIDE)
def send_hearing(ref: str) -> Response:
    """Send the letter that asks the resident what they say to it."""
    opened, form, parts = read(ref), Hear(), services()
    if not form.validate():
        return _hear_page(opened, form, status=422)
    said = clean(form.words.data)

    def act(session: Session) -> None:
        case = case_for_staff(session, actor(), ref)
        now, on, seen = parts.clock.now(), parts.clock.today(), seen_version()
        hearing.hear(session, parts.town, actor(), case, said, seen=seen, now=now, on=on)

    return carry_out(
        act,
        lambda status, problem: _hear_page(read(ref), form, status, problem),
        url_for("staff.case", ref=ref) + DECIDE,
    )


def _meanwhile(opened: Opened) -> list[str]:
    """What others did to the case while this form was filled in."""
    return course.changed_since(opened, seen_version()) if request.method == "POST" else []


def _weigh_page(opened: Opened, form: Weigh, status: int = 200, problem: str = "") -> Response:
    told, is_whole = opened.assessed.told, status == HTTPStatus.OK
    return answer(
        "staff/weighing.html",
        status=status,
        opened=opened,
        case=opened.case,
        form=form,
        areas=AREAS,
        named=opened.assessed.situation.circumstances,
        story=told.get("story") or "",
        problem=problem,
        changed=_meanwhile(opened),
        is_typed=not is_whole,
        is_whole=is_whole,  # an answer to a form is not compressed: it holds the form alone
    )


def _hear_page(opened: Opened, form: Hear, status: int = 200, problem: str = "") -> Response:
    parts = services()
    return answer(
        "staff/hearing.html",
        status=status,
        opened=opened,
        case=opened.case,
        form=form,
        days=parts.town.terms.number("hearing_days", parts.clock.today()),
        contested=[one for one in facts.facts_of(opened)["told"] if one.mark == "contested"],
        problem=problem,
        changed=_meanwhile(opened),
        is_typed=status != HTTPStatus.OK,
    )
